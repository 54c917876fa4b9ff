package fakeazure

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Cloud is a fake Azure. It is an http.Handler, safe for concurrent use.
type Cloud struct {
	mu     sync.Mutex
	world  World
	log    []Request
	faults []*fault

	refresh map[string]*refreshToken
	access  map[string]*accessToken
	devices map[string]*device // by device code
	codes   map[string]*authCode
	cae     int // ARM requests to challenge
}

// New returns a cloud that plays a world, of which it keeps its own copy.
func New(w World) *Cloud {
	return &Cloud{
		world:   w,
		refresh: map[string]*refreshToken{},
		access:  map[string]*accessToken{},
		devices: map[string]*device{},
		codes:   map[string]*authCode{},
	}
}

// Change alters the world while nothing is being answered.
func (c *Cloud) Change(fn func(*World)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	fn(&c.world)
}

// answer is a response: JSON, a page or only headers.
type answer struct {
	status int
	header map[string]string
	body   any
	page   string
}

func ok(body any) answer { return answer{status: http.StatusOK, body: body} }

func (a answer) write(w http.ResponseWriter) {
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	if a.page != "" {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(a.status)
		w.Write([]byte(a.page))
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store, no-cache")
	w.WriteHeader(a.status)
	if a.body != nil {
		json.NewEncoder(w).Encode(a.body)
	}
}

// ServeHTTP answers for Entra ID, ARM and the little of Graph that there is.
func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	latency := c.world.Latency
	c.mu.Unlock()
	select {
	case <-time.After(latency):
	case <-r.Context().Done():
		return
	}

	c.mu.Lock()
	req := Request{Time: time.Now(), Method: r.Method, Host: r.Host, Path: r.URL.Path, Kind: kindOf(r.URL.Path)}
	a, faulty := c.fault(r)
	if !faulty {
		a = c.route(r, &req)
	}
	req.Status = a.status
	c.log = append(c.log, req)
	c.mu.Unlock()
	if skew := c.skew(); skew != 0 {
		w.Header().Set("Date", time.Now().Add(skew).UTC().Format(http.TimeFormat))
	}
	a.write(w)
}

func (c *Cloud) skew() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.world.Skew
}

func (c *Cloud) route(r *http.Request, req *Request) answer {
	segments := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch req.Kind {
	case Authorize:
		return c.authorize(r, req, segments[0])
	case DeviceCode:
		return c.deviceCode(r, req, segments[0])
	case Discovery:
		return c.discovery(r, req, segments[0])
	case Instance:
		return c.instance(r)
	case Metadata:
		return c.metadata(r)
	case Token:
		return c.token(r, req, segments[0])
	case UserRealm:
		return c.userRealm(segments)
	case Other:
		return notFound(r.URL.Path)
	}
	return c.arm(r, req, segments)
}

func notFound(path string) answer {
	return armError(http.StatusNotFound, "NotFound", "fakeazure does not know "+path)
}

// fault is an answer given in place of the real one for some requests.
type fault struct {
	path  string
	times int
	answer
}

// Throttle answers the next n requests whose host and path contain path with 429.
func (c *Cloud) Throttle(path string, n int, retryAfter time.Duration) {
	seconds := strconv.Itoa(int(retryAfter / time.Second))
	a := armError(http.StatusTooManyRequests, "TooManyRequests", "The request is being throttled.")
	a.header = map[string]string{"Retry-After": seconds}
	c.inject(path, n, a)
}

// Break answers the next n requests whose host and path contain path with a status.
func (c *Cloud) Break(path string, n, status int) {
	c.inject(path, n, armError(status, "ServerError", "fakeazure was told to fail."))
}

func (c *Cloud) inject(path string, n int, a answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = append(c.faults, &fault{path, n, a})
}

func (c *Cloud) fault(r *http.Request) (answer, bool) {
	for _, f := range c.faults {
		if f.times > 0 && strings.Contains(r.Host+r.URL.Path, f.path) {
			f.times--
			return f.answer, true
		}
	}
	return answer{}, false
}
