// Calls a unary method of a Colophon service with containerd's ttrpc for Go, over mutual TLS:
//
//	call CERTIFICATE KEY TRUST ADDRESS TOKEN IDEMPOTENCY-KEY TITLE
//
// creates a project at the evidence service and prints its id and title.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/containerd/ttrpc"
)

// The messages of Evidence.CreateProject; protoc-gen-gogo writes the same from the .proto files.
type createProjectRequest struct {
	Title string `protobuf:"bytes,1,opt,name=title,proto3"`
}

func (m *createProjectRequest) Reset()         { *m = createProjectRequest{} }
func (m *createProjectRequest) String() string { return m.Title }
func (m *createProjectRequest) ProtoMessage()  {}

type project struct {
	Id    string `protobuf:"bytes,1,opt,name=id,proto3"`
	Title string `protobuf:"bytes,2,opt,name=title,proto3"`
}

func (m *project) Reset()         { *m = project{} }
func (m *project) String() string { return m.Id }
func (m *project) ProtoMessage()  {}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// A service is known by the URI in its certificate, not by a host name, so the chain is checked here.
func isEvidence(trust *x509.CertPool) func(tls.ConnectionState) error {
	return func(state tls.ConnectionState) error {
		leaf := state.PeerCertificates[0]
		chain := x509.NewCertPool()
		for _, certificate := range state.PeerCertificates[1:] {
			chain.AddCert(certificate)
		}
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: trust, Intermediates: chain}); err != nil {
			return err
		}
		if len(leaf.URIs) != 1 || leaf.URIs[0].Scheme != "spiffe" || leaf.URIs[0].Path != "/evidence/1" {
			return errors.New("the peer is not the evidence service")
		}
		return nil
	}
}

func main() {
	if len(os.Args) != 8 {
		fail(errors.New("usage: call CERTIFICATE KEY TRUST ADDRESS TOKEN IDEMPOTENCY-KEY TITLE"))
	}
	certificate, err := tls.LoadX509KeyPair(os.Args[1], os.Args[2])
	if err != nil {
		fail(err)
	}
	authority, err := os.ReadFile(os.Args[3])
	if err != nil {
		fail(err)
	}
	trust := x509.NewCertPool()
	trust.AppendCertsFromPEM(authority)
	connection, err := tls.Dial("tcp", os.Args[4], &tls.Config{
		Certificates:       []tls.Certificate{certificate},
		MinVersion:         tls.VersionTLS13,
		NextProtos:         []string{"ttrpc"},
		InsecureSkipVerify: true,
		VerifyConnection:   isEvidence(trust),
	})
	if err != nil {
		fail(err)
	}
	client := ttrpc.NewClient(connection)
	defer client.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	ctx = ttrpc.WithMetadata(ctx, ttrpc.MD{
		"authorization":   {"Bearer " + os.Args[5]},
		"idempotency-key": {os.Args[6]},
	})
	var answer project
	request := createProjectRequest{Title: os.Args[7]}
	err = client.Call(ctx, "colophon.evidence.v1.Evidence", "CreateProject", &request, &answer)
	if err != nil {
		fail(err)
	}
	fmt.Println(answer.Id, answer.Title)
}
