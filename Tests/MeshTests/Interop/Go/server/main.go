// The stock ttrpc server: grpc.testing.TestService as far as it is unary. Prints its port.
//
// Metadata rpc-behavior asks for more: keep-open answers when the deadline passes, deadline answers with the nanoseconds
// left, metadata with what came in x-test and x-raw-bin, connections with how many were ever accepted, waiting with how many calls are kept open.
package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/containerd/ttrpc"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"interop/wire"
)

var accepted, waiting int64

// counting tells how many connections came.
type counting struct{ net.Listener }

func (l counting) Accept() (net.Conn, error) {
	connection, err := l.Listener.Accept()
	if err == nil {
		atomic.AddInt64(&accepted, 1)
	}
	return connection, err
}

func empty(_ context.Context, unmarshal func(interface{}) error) (interface{}, error) {
	return &wire.Empty{}, unmarshal(&wire.Empty{})
}

func text(words string) (interface{}, error) {
	return &wire.SimpleResponse{Payload: &wire.Payload{Body: []byte(words)}}, nil
}

func unary(ctx context.Context, unmarshal func(interface{}) error) (interface{}, error) {
	var request wire.SimpleRequest
	if err := unmarshal(&request); err != nil {
		return nil, err
	}
	if wanted := request.ResponseStatus; wanted != nil {
		failure, err := status.New(codes.Code(wanted.Code), wanted.Message).WithDetails(
			&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{
				{Field: "title", Description: "missing"}}},
			&errdetails.ErrorInfo{Reason: "NO_TITLE", Domain: "test"})
		if err != nil {
			return nil, err
		}
		return nil, failure.Err()
	}
	metadata, _ := ttrpc.GetMetadata(ctx)
	behaviour, _ := ttrpc.GetMetadataValue(ctx, "rpc-behavior")
	switch behaviour {
	case "keep-open":
		atomic.AddInt64(&waiting, 1)
		defer atomic.AddInt64(&waiting, -1)
		<-ctx.Done()
		return nil, ctx.Err()
	case "deadline":
		deadline, ok := ctx.Deadline()
		if !ok {
			return text("none")
		}
		return text(fmt.Sprint(time.Until(deadline).Nanoseconds()))
	case "metadata":
		return text(strings.Join(metadata["x-test"], ",") + ";" + strings.Join(metadata["x-raw-bin"], ","))
	case "connections":
		return text(fmt.Sprint(atomic.LoadInt64(&accepted)))
	case "waiting":
		return text(fmt.Sprint(atomic.LoadInt64(&waiting)))
	case "":
		body := make([]byte, request.ResponseSize)
		for index := range body {
			body[index] = 0x2A
		}
		return &wire.SimpleResponse{Payload: &wire.Payload{Body: body}}, nil
	default:
		return nil, errors.New("there is no behaviour " + behaviour)
	}
}

func main() {
	pki := flag.String("pki", "", "folder with the certificates")
	own := flag.String("own", "evidence", "whose certificate to show")
	port := flag.Int("port", 0, "where to listen on 127.0.0.1; 0 takes a free port")
	alpn := flag.String("alpn", "ttrpc", "protocol to choose; nothing ignores what is offered")
	flag.Parse()

	var protocols []string
	if *alpn != "" {
		protocols = []string{*alpn}
	}
	config, err := wire.Server(*pki, *own, protocols)
	if err != nil {
		log.Fatal(err)
	}
	listener, err := tls.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port), config)
	if err != nil {
		log.Fatal(err)
	}
	server, err := ttrpc.NewServer()
	if err != nil {
		log.Fatal(err)
	}
	server.Register(wire.Service, map[string]ttrpc.Method{"EmptyCall": empty, "UnaryCall": unary})
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(server.Serve(context.Background(), counting{listener}))
}
