package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/azenv/azenv/internal/fakeazure"
)

// The sample: who and what there is in a script's cloud, by the names of variables.
var sample = map[string]string{
	"TENANT_A":   "aaaaaaaa-0000-4000-8000-00000000000a", // contoso.example
	"TENANT_B":   "bbbbbbbb-0000-4000-8000-00000000000b", // fabrikam.example
	"SUB_DEV":    "11111111-0000-4000-8000-000000000001",
	"SUB_PROD_A": "11111111-0000-4000-8000-000000000002",
	"SUB_PROD_B": "22222222-0000-4000-8000-000000000001",
	"SUB_TEST":   "22222222-0000-4000-8000-000000000002",
	"APP_SECRET": "44444444-0000-4000-8000-000000000001",
	"APP_CERT":   "44444444-0000-4000-8000-000000000002",
	"APP_JOB":    "44444444-0000-4000-8000-000000000003",
	"APP_SYSTEM": "44444444-0000-4000-8000-000000000004",
	"APP_OWN":    "44444444-0000-4000-8000-000000000005",
}

// The secrets of the sample.
const (
	appSecret     = fakeazure.Marker + "-of-the-app"
	jobToken      = fakeazure.Marker + "-of-the-job"
	machineSecret = fakeazure.Marker + "-of-the-machine"
)

// resourceID is how Azure calls the identity that is assigned to the machine.
var resourceID = "/subscriptions/" + sample["SUB_DEV"] + "/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/own"

func sampleWorld(key *rsa.PublicKey) fakeazure.World {
	v := sample
	contoso, fabrikam := v["TENANT_A"], v["TENANT_B"]
	app := func(id string) fakeazure.ServicePrincipal {
		return fakeazure.ServicePrincipal{ClientID: v[id], OID: "5" + v[id][1:], Tenant: contoso, Subscriptions: []string{v["SUB_DEV"], v["SUB_PROD_A"]}}
	}
	secret, cert, job, system, own := app("APP_SECRET"), app("APP_CERT"), app("APP_JOB"), app("APP_SYSTEM"), app("APP_OWN")
	secret.Secret, cert.Key, job.Federated = appSecret, key, []string{jobToken}
	system.System, own.ResourceID = true, resourceID
	w := fakeazure.World{
		Tenants: []fakeazure.Tenant{{ID: contoso, Name: "Contoso", Domain: "contoso.example"}, {ID: fabrikam, Name: "Fabrikam", Domain: "fabrikam.example"}},
		Subscriptions: []fakeazure.Subscription{
			{ID: v["SUB_DEV"], Name: "Development", Tenant: contoso}, {ID: v["SUB_PROD_A"], Name: "Production", Tenant: contoso},
			{ID: v["SUB_PROD_B"], Name: "Production", Tenant: fabrikam}, {ID: v["SUB_TEST"], Name: "Test", Tenant: fabrikam},
		},
		Users: []fakeazure.User{
			{Name: "ops@contoso.example", OID: "33333333-0000-4000-8000-000000000001", Home: contoso, Tenants: []string{fabrikam}},
			{Name: "empty@contoso.example", OID: "33333333-0000-4000-8000-000000000003", Home: contoso, Subscriptions: []string{}},
			{Name: "dev@fabrikam.example", OID: "33333333-0000-4000-8000-000000000002", Home: fabrikam},
		},
		ServicePrincipals: []fakeazure.ServicePrincipal{secret, cert, job, system, own},
		AtBrowser:         "ops@contoso.example", MachineSecret: machineSecret,
	}
	for n := 1; n <= 20; n++ {
		w.Users = append(w.Users, fakeazure.User{Name: fmt.Sprintf("user%d@fabrikam.example", n), OID: fmt.Sprintf("33333333-0000-4000-8000-0000000001%02d", n), Home: fabrikam})
	}
	return w
}

// world is a script's cloud; all but test are nil until it is started.
type world struct {
	test    *searched
	cloud   *fakeazure.Cloud
	server  *fakeazure.Server
	machine *httptest.Server
}

type worldKey struct{}

func worldOf(ts *testscript.TestScript) *world { return ts.Value(worldKey{}).(*world) }

// newKey makes the certificate's key, once, where a script first has a cloud. It takes
// time, and this program is also each azenv that a script starts.
var newKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// start starts the sample's cloud, and puts what its service principals prove themselves
// by into files.
func (w *world) start(ts *testscript.TestScript) {
	key, err := newKey()
	ts.Check(err)
	w.cloud = fakeazure.New(sampleWorld(&key.PublicKey))
	w.server, err = fakeazure.Start(w.cloud, "127.0.0.1:0")
	ts.Check(err)
	w.machine = httptest.NewServer(w.cloud.Machine())
	ts.Defer(func() { w.server.Close(); w.machine.Close() })
	ca := ts.MkAbs("ca.pem")
	ts.Check(w.server.WriteCA(ca))
	for name, value := range sample {
		ts.Setenv(name, value)
	}
	for name, value := range map[string]string{
		"CLOUD_URL": w.server.URL, "CLOUD_CA": ca, "AZENV_LOG": "debug", "MACHINE_URL": w.machine.URL, "RESOURCE_ID": resourceID,
	} {
		ts.Setenv(name, value)
	}
	ts.Check(os.WriteFile(ts.MkAbs("app.secret"), []byte(appSecret+"\n"), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("app.token"), []byte(jobToken), 0o600))
	ts.Check(writeCertificate(key, ts.MkAbs("app"), time.Hour))
	ts.Check(writeCertificate(key, ts.MkAbs("app.old"), -time.Hour))
}

// writeCertificate writes key and certificate as PEM, and as PKCS#12 of today and of old;
// the password is in NAME.password.
func writeCertificate(key *rsa.PrivateKey, name string, life time.Duration) error {
	password := fakeazure.Marker + "-of-pfx"
	cert := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: filepath.Base(name)},
		NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(life), KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, &key.PublicKey, key)
	if err != nil {
		return err
	}
	if cert, err = x509.ParseCertificate(der); err != nil {
		return err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	files := map[string][]byte{
		".pem":      append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...),
		".password": []byte(password),
	}
	if files[".pfx"], err = pkcs12.Modern2023.Encode(key, cert, nil, password); err != nil {
		return err
	}
	if files[".legacy.pfx"], err = pkcs12.LegacyDES.Encode(key, cert, nil, password); err != nil {
		return err
	}
	for ext, data := range files {
		if err := os.WriteFile(name+ext, data, 0o600); err != nil {
			return err
		}
	}
	return nil
}
