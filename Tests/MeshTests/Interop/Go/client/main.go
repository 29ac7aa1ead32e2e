// The stock ttrpc client, one case after another over one connection; what is not as it must be ends the program with 1.
package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/containerd/ttrpc"
	"github.com/gogo/protobuf/proto"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"interop/wire"
)

const (
	frameBytesMax  = 4 << 20
	concurrent     = 64
	callsEach      = 50
	specialMessage = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
)

type peer struct {
	client *ttrpc.Client
	// dial makes one more connection.
	dial func(options ...ttrpc.ClientOpts) (*ttrpc.Client, error)
}

func (p *peer) unary(ctx context.Context, request *wire.SimpleRequest) ([]byte, error) {
	var response wire.SimpleResponse
	err := p.client.Call(ctx, wire.Service, "UnaryCall", request, &response)
	return response.Body(), err
}

// alive says whether the connection still serves.
func (p *peer) alive(ctx context.Context) error {
	body, err := p.unary(ctx, &wire.SimpleRequest{ResponseSize: 7})
	if err != nil {
		return fmt.Errorf("a call afterwards: %w", err)
	}
	return expect(len(body), 7)
}

func expect(got, wanted interface{}) error {
	if got != wanted {
		return fmt.Errorf("got %v instead of %v", got, wanted)
	}
	return nil
}

func expectCode(err error, code codes.Code) error {
	if status.Code(err) != code || err == nil {
		return fmt.Errorf("got %v instead of %v", err, code)
	}
	return nil
}

var cases = map[string]func(context.Context, *peer) error{
	"unary":             unary,
	"errors":            statuses,
	"details":           details,
	"unimplemented":     unimplemented,
	"metadata":          metadata,
	"echoed-metadata":   echoedMetadata,
	"timeout":           timeout,
	"server-timeout":    serverTimeout,
	"oversize-request":  oversizeRequest,
	"oversize-response": oversizeResponse,
	"largest-frame":     largestFrame,
	"concurrent":        many,
	"connection-loss":   connectionLoss,
}

func unary(ctx context.Context, p *peer) error {
	if err := p.client.Call(ctx, wire.Service, "EmptyCall", &wire.Empty{}, &wire.Empty{}); err != nil {
		return err
	}
	body, err := p.unary(ctx, &wire.SimpleRequest{
		ResponseSize: 314159, Payload: &wire.Payload{Body: make([]byte, 271828)},
	})
	if err != nil {
		return err
	}
	return expect(len(body), 314159)
}

func statuses(ctx context.Context, p *peer) error {
	for code := codes.Canceled; code <= codes.Unauthenticated; code++ {
		_, err := p.unary(ctx, &wire.SimpleRequest{
			ResponseStatus: &wire.EchoStatus{Code: int32(code), Message: specialMessage},
		})
		if err := expectCode(err, code); err != nil {
			return err
		}
		if err := expect(status.Convert(err).Message(), specialMessage); err != nil {
			return err
		}
	}
	return p.alive(ctx)
}

// The server violates a field and names a reason.
func details(ctx context.Context, p *peer) error {
	_, err := p.unary(ctx, &wire.SimpleRequest{})
	if err := expectCode(err, codes.InvalidArgument); err != nil {
		return err
	}
	var found []string
	for _, detail := range status.Convert(err).Details() {
		switch detail := detail.(type) {
		case *errdetails.BadRequest:
			found = append(found, detail.FieldViolations[0].Field)
		case *errdetails.ErrorInfo:
			found = append(found, detail.Domain+"/"+detail.Reason)
		default:
			return fmt.Errorf("a detail is %T", detail)
		}
	}
	return expect(strings.Join(found, " "), "title test/NO_TITLE")
}

func unimplemented(ctx context.Context, p *peer) error {
	err := p.client.Call(ctx, wire.Service, "Nothing", &wire.Empty{}, &wire.Empty{})
	if err := expectCode(err, codes.Unimplemented); err != nil {
		return err
	}
	err = p.client.Call(ctx, "grpc.testing.UnimplementedService", "UnimplementedCall", &wire.Empty{}, &wire.Empty{})
	if err := expectCode(err, codes.Unimplemented); err != nil {
		return err
	}
	return p.alive(ctx)
}

// The server does as the metadata says.
func metadata(ctx context.Context, p *peer) error {
	ctx = ttrpc.WithMetadata(ctx, ttrpc.MD{"rpc-behavior": {"error-code-9"}})
	_, err := p.unary(ctx, &wire.SimpleRequest{})
	return expectCode(err, codes.FailedPrecondition)
}

// The server answers with what it got.
func echoedMetadata(ctx context.Context, p *peer) error {
	ctx = ttrpc.WithMetadata(ctx, ttrpc.MD{"x-test": {"värde", "😈"}, "x-raw-bin": {"q6ur"}})
	body, err := p.unary(ctx, &wire.SimpleRequest{})
	if err != nil {
		return err
	}
	return expect(string(body), "värde,😈;q6ur")
}

func timeout(ctx context.Context, p *peer) error {
	short, cancel := context.WithTimeout(
		ttrpc.WithMetadata(ctx, ttrpc.MD{"rpc-behavior": {"keep-open"}}), 100*time.Millisecond)
	defer cancel()
	_, err := p.unary(short, &wire.SimpleRequest{})
	if !errors.Is(err, context.DeadlineExceeded) && status.Code(err) != codes.DeadlineExceeded {
		return fmt.Errorf("got %v instead of a passed deadline", err)
	}
	if err := p.alive(ctx); err != nil {
		return err
	}
	// Stays, so that the handler ends by its own deadline and not with the connection.
	time.Sleep(time.Second)
	return nil
}

// The server is told a deadline that this side does not watch, and ends the call by itself.
func serverTimeout(ctx context.Context, p *peer) error {
	told, err := p.dial(ttrpc.WithUnaryClientInterceptor(func(
		ctx context.Context, request *ttrpc.Request, response *ttrpc.Response, _ *ttrpc.UnaryClientInfo,
		invoke ttrpc.Invoker,
	) error {
		request.TimeoutNano = int64(50 * time.Millisecond)
		return invoke(ctx, request, response)
	}))
	if err != nil {
		return err
	}
	defer told.Close()
	ctx = ttrpc.WithMetadata(ctx, ttrpc.MD{"rpc-behavior": {"keep-open"}})
	err = told.Call(ctx, wire.Service, "UnaryCall", &wire.SimpleRequest{}, &wire.SimpleResponse{})
	return expectCode(err, codes.DeadlineExceeded)
}

func oversizeRequest(ctx context.Context, p *peer) error {
	_, err := p.unary(ctx, &wire.SimpleRequest{Payload: &wire.Payload{Body: make([]byte, frameBytesMax+1)}})
	if err := expectCode(err, codes.ResourceExhausted); err != nil {
		return err
	}
	return p.alive(ctx)
}

func oversizeResponse(ctx context.Context, p *peer) error {
	_, err := p.unary(ctx, &wire.SimpleRequest{ResponseSize: frameBytesMax + 1})
	if err := expectCode(err, codes.ResourceExhausted); err != nil {
		return err
	}
	return p.alive(ctx)
}

// A frame of 4 MiB to the byte is legal; with one byte more it is not.
func largestFrame(ctx context.Context, p *peer) error {
	request := &wire.SimpleRequest{Payload: &wire.Payload{Body: make([]byte, frameBytesMax-1024)}}
	size := func() int {
		payload, err := proto.Marshal(request)
		if err != nil {
			log.Fatal(err)
		}
		return proto.Size(&ttrpc.Request{Service: wire.Service, Method: "UnaryCall", Payload: payload})
	}
	request.Payload.Body = make([]byte, len(request.Payload.Body)+frameBytesMax-size())
	if err := expect(size(), frameBytesMax); err != nil {
		return err
	}
	// No deadline, which would take room in the frame.
	if _, err := p.unary(context.Background(), request); err != nil {
		return err
	}
	request.Payload.Body = append(request.Payload.Body, 0)
	_, err := p.unary(context.Background(), request)
	if err := expectCode(err, codes.ResourceExhausted); err != nil {
		return err
	}
	return p.alive(ctx)
}

func many(ctx context.Context, p *peer) error {
	var group sync.WaitGroup
	failures := make(chan error, concurrent)
	for caller := 0; caller < concurrent; caller++ {
		group.Add(1)
		go func(caller int) {
			defer group.Done()
			for call := 0; call < callsEach; call++ {
				size := caller*callsEach + call
				body, err := p.unary(ctx, &wire.SimpleRequest{ResponseSize: int32(size)})
				if err == nil && !bytes.Equal(body, bytes.Repeat([]byte{0x2A}, size)) {
					err = fmt.Errorf("%d bytes instead of %d", len(body), size)
				}
				if err != nil {
					failures <- err
					return
				}
			}
		}(caller)
	}
	group.Wait()
	select {
	case err := <-failures:
		return err
	default:
		return nil
	}
}

// Says that it waits for an answer that does not come, and then must be told that the connection is gone.
func connectionLoss(ctx context.Context, p *peer) error {
	if err := p.alive(ctx); err != nil {
		return err
	}
	fmt.Println("waiting")
	_, err := p.unary(ttrpc.WithMetadata(ctx, ttrpc.MD{"rpc-behavior": {"keep-open"}}), &wire.SimpleRequest{})
	// A request that was not yet written fails in the socket instead.
	var socket *net.OpError
	if !errors.Is(err, ttrpc.ErrClosed) && !errors.As(err, &socket) {
		return fmt.Errorf("got %v instead of %v", err, ttrpc.ErrClosed)
	}
	return nil
}

func main() {
	pki := flag.String("pki", "", "folder with the certificates")
	own := flag.String("own", "operator", "whose certificate to show")
	service := flag.String("service", "evidence", "service segment of the server's certificate")
	address := flag.String("address", "", "where the server listens")
	alpn := flag.String("alpn", "ttrpc", "protocol to offer; nothing offers none")
	flag.Parse()

	var protocols []string
	if *alpn != "" {
		protocols = []string{*alpn}
	}
	config, err := wire.Client(*pki, *own, *service, protocols)
	if err != nil {
		log.Fatal(err)
	}
	dial := func(options ...ttrpc.ClientOpts) (*ttrpc.Client, error) {
		connection, err := tls.Dial("tcp", *address, config)
		if err != nil {
			return nil, err
		}
		return ttrpc.NewClient(connection, options...), nil
	}
	client, err := dial()
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, name := range flag.Args() {
		run, known := cases[name]
		if !known {
			log.Fatalf("there is no case %s", name)
		}
		if err := run(ctx, &peer{client, dial}); err != nil {
			log.Fatalf("%s: %v", name, err)
		}
		fmt.Println(name, "ok")
	}
}
