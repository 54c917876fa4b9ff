package azure

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/azenv/azenv/internal/fakeazure"
)

// certificate makes one that is good for that long, in all its forms.
func certificate(t *testing.T, life time.Duration) (key *rsa.PrivateKey, forms map[string][]byte) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	cert := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "app"}, NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(life)}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	if cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	forms = map[string][]byte{}
	rest := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	forms["pkcs1"] = append(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}), rest...)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	forms["pkcs8"] = append(bytes.Clone(rest), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})...)
	for name, enc := range map[string]*pkcs12.Encoder{"modern": pkcs12.Modern2023, "old": pkcs12.LegacyRC2, "older": pkcs12.LegacyDES} {
		if forms[name], err = enc.Encode(key, cert, nil, password); err != nil {
			t.Fatal(err)
		}
	}
	return key, forms
}

func TestApp_certificate(t *testing.T) {
	key, forms := certificate(t, time.Hour)
	w := newWorld(t, func(of *fakeazure.World) { of.ServicePrincipals[0].Key = &key.PublicKey })
	for name, data := range forms {
		secret := password
		if name == "pkcs1" || name == "pkcs8" {
			secret = ""
		}
		c, err := ReadCertificate(data, secret)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, chain := range []bool{false, true} {
			a, err := w.service().App(App{ClientID: appID, Tenant: "contoso.example", Certificate: c, SendChain: chain})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if tok := w.token(a, Request{}); tok.Tenant != contoso {
				t.Errorf("%s: a token of %q", name, tok.Tenant)
			}
		}
	}
	other, _ := certificate(t, time.Hour)
	w.cloud.Change(func(of *fakeazure.World) { of.ServicePrincipals[0].Key = &other.PublicKey })
	c, err := ReadCertificate(forms["pkcs8"], "")
	if err != nil {
		t.Fatal(err)
	}
	a, err := w.service().App(App{ClientID: appID, Tenant: contoso, Certificate: c})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Token(context.Background(), Request{})
	w.fails(err, BadCertificate, "AADSTS700027")
}

func TestReadCertificate_refuses(t *testing.T) {
	w := &world{t: t}
	_, forms := certificate(t, time.Hour)
	_, err := ReadCertificate(forms["modern"], "wrong")
	w.fails(err, WrongPassword, "password is wrong")
	_, err = ReadCertificate(forms["older"], "")
	w.fails(err, WrongPassword, "password is wrong")
	for text, data := range map[string]string{
		"key is encrypted": "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", "PEM needs a key": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
		"neither PEM nor PKCS#12": "x",
	} {
		_, err := ReadCertificate([]byte(data), "")
		w.fails(err, BadCertificate, text)
	}
	_, forms = certificate(t, -time.Hour)
	c, err := ReadCertificate(forms["pkcs1"], "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Connect(Cloud{Authority: "https://login.example"}, nil).App(App{ClientID: appID, Tenant: contoso, Certificate: c})
	w.fails(err, ExpiredCertificate, "the certificate expired on 20")
}

func TestApp_secretAndAssertion(t *testing.T) {
	const jwt = fakeazure.Marker + "-jwt"
	w := newWorld(t)
	ctx := context.Background()
	app := func(a App) Account {
		a.ClientID, a.Tenant = appID, contoso
		account, err := w.service().App(a)
		if err != nil {
			t.Fatal(err)
		}
		return account
	}
	a := app(App{Secret: password})
	w.token(a, Request{})
	w.token(a, Request{Tenant: contoso})
	if w.cloud.Count(fakeazure.Token) != 1 {
		t.Errorf("not from the cache: %v", w.cloud.Requests())
	}
	w.token(a, Request{Scope: "https://vault.azure.net/.default"})
	_, err := app(App{Secret: "wrong"}).Token(ctx, Request{})
	w.fails(err, WrongSecret, "AADSTS7000215")
	listed, err := w.service().Discover(ctx, a, []string{contoso}, nil)
	if err != nil || len(listed) != 1 || len(listed[0].Subscriptions) != 1 {
		t.Errorf("%+v, error %v", listed, err)
	}

	w.cloud.Change(func(of *fakeazure.World) {
		of.ServicePrincipals[0].Secret, of.ServicePrincipals[0].Federated, of.MachineSecret = "", []string{jwt}, fakeazure.Marker+"-job"
	})
	path := filepath.Join(t.TempDir(), "token")
	for text, problem := range map[string]Problem{"wrong": BadAssertion, jwt + "\n": -1} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if a := app(App{Assertion: FederatedFile(path)}); problem < 0 {
			w.token(a, Request{})
		} else {
			_, err := a.Token(ctx, Request{})
			w.fails(err, problem, "AADSTS700213")
		}
	}
	_, err = app(App{Assertion: FederatedFile("/nowhere/token")}).Token(ctx, Request{})
	w.fails(err, Other, "/nowhere/token: no such file")
	if err := os.WriteFile(path, []byte(jwt+strings.Repeat("\n", assertionLimit)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = app(App{Assertion: FederatedFile(path)}).Token(ctx, Request{})
	w.fails(err, Other, path+": larger than 64 KiB")

	machine := httptest.NewServer(w.cloud.Machine())
	defer machine.Close()
	env := map[string]string{"ACTIONS_ID_TOKEN_REQUEST_URL": machine.URL + "/oidc?api-version=2.0", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": fakeazure.Marker + "-job"}
	s := w.service()
	job, err := s.GitHub(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	w.token(app(App{Assertion: job}), Request{})
	env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "wrong"
	if job, err = s.GitHub(func(name string) string { return env[name] }); err != nil {
		t.Fatal(err)
	}
	_, err = job(ctx)
	w.fails(err, BadAssertion, "it answered 401")
	_, err = s.GitHub(func(string) string { return "" })
	w.fails(err, BadAssertion, "id-token: write")
}

func TestManaged(t *testing.T) {
	const resource = "/subscriptions/11111111-0000-4000-8000-00000000000a/resourcegroups/rg/x"
	w := newWorld(t, func(of *fakeazure.World) {
		of.MachineSecret = fakeazure.Marker + "-machine"
		of.ServicePrincipals = []fakeazure.ServicePrincipal{{ClientID: "system", Tenant: contoso, System: true}, {ClientID: appID, Tenant: contoso, ResourceID: resource}}
	})
	machine := httptest.NewServer(w.cloud.Machine())
	defer machine.Close()
	t.Setenv("IDENTITY_ENDPOINT", machine.URL+"/msi/token")
	t.Setenv("IDENTITY_HEADER", fakeazure.Marker+"-machine")
	for id, want := range map[string]string{"": "system", appID: appID, resource: appID} {
		a, err := w.service().Managed(id)
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		tok := w.token(a, Request{Tenant: fabrikam})
		if who, _ := w.cloud.Live(tok.Secret); who != want || tok.Tenant != contoso {
			t.Errorf("%s: a token of %s in %s", id, who, tok.Tenant)
		}
		listed, err := w.service().Discover(context.Background(), a, nil, nil)
		if err != nil || len(listed) != 1 || len(listed[0].Subscriptions) != 1 {
			t.Errorf("%s: %+v, error %v", id, listed, err)
		}
	}
	t.Setenv("IDENTITY_HEADER", "wrong")
	a, err := w.service().Managed("")
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Token(context.Background(), Request{Scope: "https://vault.azure.net/.default"}) // MSAL keeps the others
	w.fails(err, NoIdentity, "no such managed identity: ")
}
