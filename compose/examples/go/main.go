// Calls a method of a Colophon service from Go with the stock ttrpc client.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run compose/examples/go/main.go -token "$(.build/release/colophon token)"
//
// The messages below are written by hand to keep the example in one file; protoc-gen-gogo makes them from proto/.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"github.com/containerd/ttrpc"
	"github.com/gogo/protobuf/proto"
)

type ListProjectsRequest struct {
	PageSize  uint32 `protobuf:"varint,1,opt,name=page_size,proto3"`
	PageToken string `protobuf:"bytes,2,opt,name=page_token,proto3"`
}

func (m *ListProjectsRequest) Reset()         { *m = ListProjectsRequest{} }
func (m *ListProjectsRequest) String() string { return proto.CompactTextString(m) }
func (*ListProjectsRequest) ProtoMessage()    {}

type Project struct {
	Id        string `protobuf:"bytes,1,opt,name=id,proto3"`
	Title     string `protobuf:"bytes,2,opt,name=title,proto3"`
	ItemCount uint64 `protobuf:"varint,4,opt,name=item_count,proto3"`
}

func (m *Project) Reset()         { *m = Project{} }
func (m *Project) String() string { return proto.CompactTextString(m) }
func (*Project) ProtoMessage()    {}

type ListProjectsResponse struct {
	Projects []*Project `protobuf:"bytes,1,rep,name=projects,proto3"`
}

func (m *ListProjectsResponse) Reset()         { *m = ListProjectsResponse{} }
func (m *ListProjectsResponse) String() string { return proto.CompactTextString(m) }
func (*ListProjectsResponse) ProtoMessage()    {}

// meshTLS trusts the mesh's authority and nothing else. Services are named by a SPIFFE URI, not by a DNS name, so Go's
// own host name check is replaced by one that compares the service.
func meshTLS(pki, service string) (*tls.Config, error) {
	own, err := tls.LoadX509KeyPair(pki+"/operator.pem", pki+"/operator.key")
	if err != nil {
		return nil, err
	}
	authority, err := os.ReadFile(pki + "/mesh-ca.pem")
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		return nil, errors.New("mesh-ca.pem holds no certificate")
	}
	return &tls.Config{
		MinVersion:         tls.VersionTLS13,
		Certificates:       []tls.Certificate{own},
		NextProtos:         []string{"ttrpc"},
		InsecureSkipVerify: true, // only the host name check goes; VerifyConnection does the rest, and more
		VerifyConnection: func(state tls.ConnectionState) error {
			leaf := state.PeerCertificates[0]
			intermediates := x509.NewCertPool()
			for _, certificate := range state.PeerCertificates[1:] {
				intermediates.AddCert(certificate)
			}
			_, err := leaf.Verify(x509.VerifyOptions{
				Roots: roots, Intermediates: intermediates,
				KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
			})
			if err != nil {
				return err
			}
			if len(leaf.URIs) != 1 || !strings.HasPrefix(leaf.URIs[0].String(), "spiffe://colophon/"+service+"/") {
				return fmt.Errorf("the peer is %v, not %s", leaf.URIs, service)
			}
			return nil
		},
	}, nil
}

func main() {
	pki := flag.String("pki", ".colophon/pki", "folder with the operator's certificate")
	address := flag.String("address", "127.0.0.1:7403", "where the service listens")
	service := flag.String("service", "evidence", "service segment of its certificate")
	token := flag.String("token", "", "signed token of the account, from `colophon token`")
	flag.Parse()

	config, err := meshTLS(*pki, *service)
	if err != nil {
		log.Fatal(err)
	}
	connection, err := tls.Dial("tcp", *address, config)
	if err != nil {
		log.Fatal(err)
	}
	client := ttrpc.NewClient(connection)
	defer client.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	ctx = ttrpc.WithMetadata(ctx, ttrpc.MD{"authorization": {"Bearer " + *token}})
	var answer ListProjectsResponse
	err = client.Call(ctx, "colophon.evidence.v1.Evidence", "ListProjects", &ListProjectsRequest{PageSize: 20}, &answer)
	if err != nil {
		log.Fatal(err)
	}
	for _, project := range answer.Projects {
		fmt.Printf("%s  %d items  %s\n", project.Id, project.ItemCount, project.Title)
	}
}
