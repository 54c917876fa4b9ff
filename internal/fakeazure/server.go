package fakeazure

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

// Hosts are the names that a Server has a certificate for.
var Hosts = []string{"graph.microsoft.com", "localhost", "login.microsoftonline.com", "login.windows.net", "management.azure.com"}

// Server serves a Cloud over TLS.
type Server struct {
	URL   string
	cloud atomic.Pointer[Cloud]
	http  *http.Server
	ca    *x509.Certificate
}

// Start serves a cloud at a loopback address such as "127.0.0.1:0", with a certificate of a
// CA of its own.
func Start(c *Cloud, addr string) (*Server, error) {
	ca, leaf, err := certificates()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	s := &Server{URL: "https://" + listener.Addr().String(), ca: ca}
	s.cloud.Store(c)
	s.http = &http.Server{
		Handler:   http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.cloud.Load().ServeHTTP(w, r) }),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{leaf}},
		ErrorLog:  log.New(io.Discard, "", 0), // clients that are killed are what tests do
	}
	go s.http.ServeTLS(listener, "", "")
	return s, nil
}

// Use puts another cloud in place.
func (s *Server) Use(c *Cloud) { s.cloud.Store(c) }

// Close stops the server at once.
func (s *Server) Close() error { return s.http.Close() }

// WriteCA writes the certificate that clients must trust, as PEM.
func (s *Server) WriteCA(path string) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.ca.Raw}), 0o644)
}

// Client returns a client that trusts the server and follows redirects.
func (s *Server) Client() *http.Client {
	pool := x509.NewCertPool()
	pool.AddCert(s.ca)
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
}

// certificates makes a CA and a certificate of its for the Hosts.
func certificates() (*x509.Certificate, tls.Certificate, error) {
	caKey, err1 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	key, err2 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err := errors.Join(err1, err2); err != nil {
		return nil, tls.Certificate{}, err
	}
	from, to := time.Now().Add(-time.Hour), time.Now().Add(48*time.Hour)
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "fakeazure test CA"}, NotBefore: from, NotAfter: to,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, root, root, &caKey.PublicKey, caKey)
	if err != nil {
		return nil, tls.Certificate{}, err
	}
	ca, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, tls.Certificate{}, err
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "fakeazure"}, NotBefore: from, NotAfter: to,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: Hosts, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	der, err = x509.CreateCertificate(rand.Reader, leaf, ca, &key.PublicKey, caKey)
	if err != nil {
		return nil, tls.Certificate{}, err
	}
	return ca, tls.Certificate{Certificate: [][]byte{der, ca.Raw}, PrivateKey: key}, nil
}
