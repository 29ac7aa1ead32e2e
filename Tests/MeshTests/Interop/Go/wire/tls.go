package wire

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
)

// base is what both sides have in common, with the authority's certificate.
func base(pki, own string, protocols []string) (*tls.Config, *x509.CertPool, error) {
	certificate, err := tls.LoadX509KeyPair(pki+"/"+own+".pem", pki+"/"+own+".key")
	if err != nil {
		return nil, nil, err
	}
	authority, err := os.ReadFile(pki + "/mesh-ca.pem")
	if err != nil {
		return nil, nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		return nil, nil, errors.New("mesh-ca.pem holds no certificate")
	}
	return &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{certificate},
		NextProtos:   protocols,
	}, roots, nil
}

// Client is TLS for a client with the certificate own that dials service; protocols are offered by ALPN.
//
// Services are named by a URI, not by a host name, so Go's host name check is replaced by one of the service.
func Client(pki, own, service string, protocols []string) (*tls.Config, error) {
	config, roots, err := base(pki, own, protocols)
	if err != nil {
		return nil, err
	}
	config.InsecureSkipVerify = true
	config.VerifyConnection = func(state tls.ConnectionState) error {
		leaf := state.PeerCertificates[0]
		usages := []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: usages}); err != nil {
			return err
		}
		if len(leaf.URIs) != 1 || !strings.HasPrefix(leaf.URIs[0].String(), "spiffe://colophon/"+service+"/") {
			return fmt.Errorf("the peer is %v, not %s", leaf.URIs, service)
		}
		return nil
	}
	return config, nil
}

// Server is TLS for a server with the certificate own.
func Server(pki, own string, protocols []string) (*tls.Config, error) {
	config, roots, err := base(pki, own, protocols)
	if err != nil {
		return nil, err
	}
	config.ClientCAs = roots
	config.ClientAuth = tls.RequireAndVerifyClientCert
	return config, nil
}
