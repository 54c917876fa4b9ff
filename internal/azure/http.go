package azure

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

// These constants say how requests are tried again.
const (
	retries  = 3
	maxWait  = 10 * time.Second // nobody should wait longer without a message
	backoff  = 400 * time.Millisecond
	maxReply = 16 << 20 // bytes
)

// client makes the HTTP client.
func (s *Service) client() (*http.Client, error) {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 64
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	if s.cloud.CAFile == "" {
		return &http.Client{Transport: t}, nil
	}
	pem, err := os.ReadFile(s.cloud.CAFile)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // a system may have no certificates
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s: no certificate in it", s.cloud.CAFile)
	}
	t.TLSClientConfig.RootCAs = pool
	return &http.Client{Transport: t}, nil
}

// CloseIdleConnections is for MSAL, which wants a client that has it.
func (s *Service) CloseIdleConnections() {
	if c, err := s.http(); err == nil {
		c.CloseIdleConnections()
	}
}

// Do sends a request, and sends it again if that may help. MSAL and azcore both use it:
// MSAL never tries again, and azcore would wait as long as an answer asks for.
func (s *Service) Do(req *http.Request) (*http.Response, error) {
	c, err := s.http()
	if err != nil {
		return nil, err
	}
	var body []byte
	if req.Body != nil {
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
		req.Body.Close()
	}
	for try := 0; ; try++ {
		if body != nil {
			req.Body = io.NopCloser(bytes.NewReader(body))
		}
		resp, err := s.once(c, req)
		if err != nil {
			return nil, err
		}
		wait, again := waitFor(resp, try)
		if !again || try == retries {
			return resp, nil
		}
		io.Copy(io.Discard, io.LimitReader(resp.Body, maxReply))
		resp.Body.Close()
		select {
		case <-time.After(wait):
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	}
}

// once sends a request once.
func (s *Service) once(c *http.Client, req *http.Request) (*http.Response, error) {
	start := time.Now()
	resp, err := c.Do(req)
	took := time.Since(start).Round(time.Millisecond)
	if err != nil {
		var inner error = err
		for errors.Unwrap(inner) != nil {
			inner = errors.Unwrap(inner) // the error of net/url has the query in it
		}
		s.log("%s %s%s: %v, %s", req.Method, req.URL.Host, req.URL.Path, inner, took)
		return nil, err
	}
	s.log("%s %s%s: %d, %s", req.Method, req.URL.Host, req.URL.Path, resp.StatusCode, took)
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		s.skew.Store(int64(time.Since(date)))
	}
	return resp, nil
}

// waitFor says whether another try may get another answer, and how long to wait before it.
func waitFor(resp *http.Response, try int) (wait time.Duration, again bool) {
	switch resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
	default:
		return 0, false
	}
	wait = backoff << try
	if after, ok := retryAfter(resp); ok {
		wait = after
	}
	return wait, wait <= maxWait
}

// retryAfter is the time that an answer asks to wait, if it does.
func retryAfter(resp *http.Response) (time.Duration, bool) {
	seconds, err := strconv.Atoi(resp.Header.Get("Retry-After"))
	return time.Duration(seconds) * time.Second, err == nil && seconds >= 0
}
