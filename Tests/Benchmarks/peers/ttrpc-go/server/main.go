// The echo server on containerd's ttrpc for Go: server CERTIFICATES, prints the port it listens on.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"

	"bench/echo"

	"github.com/containerd/ttrpc"
)

func get(_ context.Context, unmarshal func(interface{}) error) (interface{}, error) {
	var request echo.EchoRequest
	if err := unmarshal(&request); err != nil {
		return nil, err
	}
	return &echo.EchoReply{Id: request.Id, Seq: request.Seq, Payload: request.Payload}, nil
}

func main() {
	folder := os.Args[1]
	certificate, err := tls.LoadX509KeyPair(filepath.Join(folder, "server.pem"), filepath.Join(folder, "server.key"))
	if err != nil {
		log.Fatal(err)
	}
	authority, err := os.ReadFile(filepath.Join(folder, "ca.pem"))
	if err != nil {
		log.Fatal(err)
	}
	trust := x509.NewCertPool()
	trust.AppendCertsFromPEM(authority)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{certificate},
		ClientCAs:    trust,
		ClientAuth:   tls.RequireAndVerifyClientCert,
		MinVersion:   tls.VersionTLS13,
	})
	if err != nil {
		log.Fatal(err)
	}
	server, err := ttrpc.NewServer()
	if err != nil {
		log.Fatal(err)
	}
	server.Register("bench.v1.Echo", map[string]ttrpc.Method{"Get": get})
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(server.Serve(context.Background(), listener))
}
