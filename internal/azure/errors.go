package azure

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	msal "github.com/AzureAD/microsoft-authentication-library-for-go/apps/errors"
)

// Problem is the kind of an error. For each kind there is something else to do.
type Problem int

// These are the problems. If a sign-in helps, Tenant and Claims of the Error say in which
// tenant, and what it must meet.
const (
	Other              Problem = iota
	NeedsSignIn                // the account is not signed in, or no longer
	NeedsMore                  // a second factor, a device or another condition: a sign-in at the tenant may help
	Declined                   // the person or the tenant does not agree
	WrongSecret                // of a service principal
	ExpiredSecret              // of a service principal
	ExpiredCertificate         // of a service principal
	BadCertificate             // it cannot be read, or is not the application's
	WrongPassword              // of a PKCS#12 file
	BadAssertion               // a federated token is refused, or cannot be had
	UnknownTenant              //
	UnknownApp                 //
	NotInTenant                // the account is not in the tenant
	Offline                    // there is no connection, or the other side is not who it should be
	Clock                      // this machine's clock is wrong
	Throttled                  // too many requests, even after some attempts
	Interrupted                // the context ended
	NoIdentity                 // this machine has no such managed identity
	NoBrowser                  // the page could not be shown
	CodeExpired                // of a device code
)

// Error says why there is no token, or no list. It is one line, and holds no secret.
type Error struct {
	Problem Problem
	Code    int    // the AADSTS code, 0 for none
	Tenant  string // the tenant that was asked for, empty for the account's own
	Claims  string // the claims that a sign-in must meet
	msg     string
	err     error
}

func (e *Error) Error() string { return e.msg }
func (e *Error) Unwrap() error { return e.err }

// wrongClock is the difference from which on a clock counts as wrong. Entra allows five
// minutes.
const wrongClock = 5 * time.Minute

// explain makes an *Error of err, which occurred in a tenant. For nil it returns nil.
func (s *Service) explain(err error, tenant string) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		if known != nil && known.Tenant == "" {
			known.Tenant = tenant
		}
		return asError(known)
	}
	e := &Error{Tenant: tenant, err: err}
	skew := time.Duration(s.skew.Load())
	switch resp := answerOf(err); {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e.Problem, e.msg = Interrupted, "interrupted"
	case resp != nil:
		e.read(resp, tenant)
	case e.connection(err):
	case strings.Contains(err.Error(), "no token found"):
		e.Problem, e.msg = NeedsSignIn, "there is no token to go on with"
	case strings.Contains(err.Error(), "access_denied"):
		e.Problem, e.msg = Declined, "the sign-in was declined"
	default:
		e.fallback(err, tenant)
	}
	if e.Problem != Interrupted && e.Problem != NeedsMore && skew.Abs() > wrongClock {
		e.Problem, e.msg = Clock, fmt.Sprintf("this machine's clock is off by %s: %s", skew.Abs().Round(time.Minute), e.msg)
	}
	return e
}

// asError returns e as an error. A nil *Error must become nil, or it would count as one.
func asError(e *Error) error {
	if e == nil {
		return nil
	}
	return e
}

// answerOf is the HTTP answer that an error is about, nil for none.
func answerOf(err error) *http.Response {
	var call msal.CallErr
	var arm *azcore.ResponseError
	var identity *azidentity.AuthenticationFailedError
	switch {
	case errors.As(err, &call):
		return call.Resp
	case errors.As(err, &arm):
		return arm.RawResponse
	case errors.As(err, &identity) && identity.RawResponse != nil:
		return identity.RawResponse
	}
	return nil
}

// refusal is the answer by which Entra or the resource manager refuses a request.
type refusal struct {
	Error       json.RawMessage `json:"error"` // Entra's is a text, the manager's an object
	Description string          `json:"error_description"`
	Codes       []int           `json:"error_codes"`
	Claims      string          `json:"claims"`
}

var aadsts = regexp.MustCompile(`AADSTS(\d+)`)

// read finds out the problem from an answer.
func (e *Error) read(resp *http.Response, tenant string) {
	var r refusal
	var data []byte
	if resp.Body != nil {
		data, _ = io.ReadAll(io.LimitReader(resp.Body, maxReply)) // a part is enough
	}
	if len(data) == 0 {
		// MSAL has read the body already, while it waited for a code. Its error has the text.
		_, text, _ := strings.Cut(e.err.Error(), "{")
		data = []byte("{" + text)
	}
	_ = json.Unmarshal(data, &r) // a body that is no JSON says nothing
	e.Claims = r.Claims
	if len(r.Codes) > 0 {
		e.Code = r.Codes[0]
	} else if m := aadsts.FindStringSubmatch(r.Description); m != nil {
		e.Code, _ = strconv.Atoi(m[1])
	}
	word, armCode := "", struct {
		Code string `json:"code"`
	}{}
	if json.Unmarshal(r.Error, &word) != nil {
		_ = json.Unmarshal(r.Error, &armCode)
	}
	host := ""
	if resp.Request != nil {
		host = resp.Request.URL.Host
	}
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		e.Problem, e.msg = Throttled, host+" asks to wait"
		if after, ok := retryAfter(resp); ok && after > 0 {
			e.msg += " for " + after.String()
		}
	case e.byCode(tenant):
	case word == "authorization_declined", word == "access_denied", word == "consent_required":
		e.Problem, e.msg = Declined, "the sign-in was declined"
	case word == "expired_token":
		e.Problem, e.msg = CodeExpired, "the code has expired"
	case word == "interaction_required":
		e.Problem, e.msg = NeedsMore, "a sign-in is asked for"
	case word == "invalid_grant":
		e.Problem, e.msg = NeedsSignIn, "the sign-in is no longer good"
	case resp.StatusCode == http.StatusUnauthorized:
		e.Problem, e.msg = NeedsSignIn, host+" does not take the token"
		e.Claims = claimsIn(resp.Header.Get("WWW-Authenticate"))
	default:
		e.msg = fmt.Sprintf("%s answered %d", host, resp.StatusCode)
		if w := plain(word + armCode.Code); w != "" {
			e.msg += " " + w
		}
	}
	if e.Code != 0 {
		e.msg += fmt.Sprintf(" (AADSTS%d)", e.Code)
	}
}

// connection says whether err is about the connection to Azure, and fills in what is wrong
// with it.
func (e *Error) connection(err error) bool {
	var cert x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &cert) && cert.Reason == x509.Expired:
		e.Problem, e.msg = Clock, "the other side's certificate is not valid now: it is out of date, or this machine's clock is"
	case errors.As(err, &unknown), errors.As(err, &cert), errors.As(err, &name):
		e.Problem, e.msg = Offline, "the other side's certificate is not trusted: a proxy in between, or --ca-file of azenv cloud add is missing"
	case errors.As(err, &dns):
		e.Problem, e.msg = Offline, plain(dns.Name)+": no such host is known here, or there is no network"
	case errors.As(err, &op) && op.Addr != nil:
		e.Problem, e.msg = Offline, op.Addr.String()+": no connection: "+plain(last(op.Err))
	case errors.As(err, &op):
		e.Problem, e.msg = Offline, "no connection: "+plain(last(op.Err))
	case errors.Is(err, os.ErrDeadlineExceeded):
		e.Problem, e.msg = Offline, "no answer"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Problem, e.msg = Offline, "the connection broke off"
	default:
		return false
	}
	return true
}

// fallback makes a message of any other error. The libraries' own texts may hold a whole
// answer, or an address with its query. Only the text before those is shown.
func (e *Error) fallback(err error, tenant string) {
	// An error that comes back from a browser is only a text, which may have a code in it.
	if m := aadsts.FindStringSubmatch(last(err)); m != nil {
		if e.Code, _ = strconv.Atoi(m[1]); e.byCode(tenant) {
			e.msg += fmt.Sprintf(" (AADSTS%d)", e.Code)
			return
		}
	}
	e.msg = "Azure's client failed: " + plain(last(err))
	var path *os.PathError
	if errors.As(err, &path) {
		e.msg = path.Path + ": " + last(path.Err)
	}
}

// last is the text of the innermost error.
func last(err error) string {
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err.Error()
}

// plain cuts s before anything that may hold a secret: an address, JSON, a second line.
func plain(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	for _, start := range []string{"https:", "http:", "{", "\"", "token="} {
		s, _, _ = strings.Cut(s, start)
	}
	const most = 200
	if len(s) > most {
		s = s[:most]
	}
	return strings.TrimRight(strings.TrimSpace(s), ":, ")
}
