package tokens

import (
	"net"
	"testing"
)

func FuzzSplitPort(f *testing.F) {
	for _, text := range []string{
		"", ":", ":443", "login.example", "Login.EXAMPLE:8443", "login.example:", "a:b:1", "::1", "::1:443", "[::1]", "[::1]:443", "[::1]:",
		"[FE80::1%25Eth0]:443", "[fe80::1%eth0]:443", "[fe80::1%eth0]", "fe80::1%eth0:443", "[]:443", "[", "]", "[:1", "]:1", "[a:1", "a]:1", "[a]b:1", "[[a]]:1",
		"[a]:1]", "[a]:[1", "a:[1", "a:1]", "[a]]:1", "é:1", "a\x00:1", "https://a:1", "127.0.0.1:80",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, _, err := net.SplitHostPort(text)
		got, ok := splitPort(text)
		if ok != (err == nil) || ok && got != want {
			t.Errorf("%q: %q, %v; want %q, error %v", text, got, ok, want, err)
		}
	})
}

func TestHost(t *testing.T) {
	for env, want := range map[string]string{
		"": "", "LOGIN.example": "login.example", "Login.example:8443": "login.example", ":443": ":443", "[::1]:443": "::1", "[::1]": "[::1]", "::1": "::1",
		"[FE80::1%Eth0]:443": "fe80::1%eth0", "[]:1": "[]:1", "[a:1": "[a:1",
	} {
		if got := host(env); got != want {
			t.Errorf("%q: %q, want %q", env, got, want)
		}
	}
}
