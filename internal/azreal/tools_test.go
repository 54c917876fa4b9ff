//go:build linux

package azreal

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azenv/azenv/internal/fakeazure"
)

const armScope = "https://management.core.windows.net//.default"

// goToken is this program as one with azidentity in it: azidentity-token is a link to it.
func goToken() error {
	credential, err := azidentity.NewAzureCLICredential(nil)
	if err != nil {
		return err
	}
	token, err := credential.GetToken(context.Background(), policy.TokenRequestOptions{Scopes: []string{armScope}})
	if err == nil {
		fmt.Println(token.Token)
	}
	return err
}

// pythonToken does the same with azure-identity.
const pythonToken = `/usr/bin/python3 -W ignore -c "from azure.identity import AzureCliCredential as C; print(C().get_token('` + armScope + `').token)"`

// claims are those of an access token.
func claims(t testing.TB, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) < 2 {
		t.Fatalf("%q is no token", token)
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	var out map[string]any
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestContext_needsNoLogin enters contexts that nobody has been in: az in them uses what
// az login outside obtained, with the network and without.
func TestContext_needsNoLogin(t *testing.T) {
	w := contexts(t)
	base := w.files(".azure")
	w.cloud.ClearLog()
	for name, id := range map[string]string{"Dev": subDev, "Two": subTwo} {
		equal(t, "az in "+name, w.in(name, "account", "show", "--query", "id", "-o", "tsv"), id+"\n")
		w.in(name, "account", "get-access-token", "-o", "none")
	}
	equal(t, "requests for what is cached", w.requested(), []string(nil))
	equal(t, "groups in Dev", w.in("Dev", "group", "list", "--query", "[].name", "-o", "tsv"), "rg-dev\n")
	equal(t, "groups in Two", w.in("Two", "group", "list", "--query", "[].name", "-o", "tsv"), "rg-two\n")
	equal(t, "requests for groups", w.requested(), []string{fakeazure.Groups, fakeazure.Groups})

	if err := loopback(false); err != nil {
		t.Fatal(err)
	}
	defer loopback(true)
	s := w.shell("fish")
	s.ok("azenv use Prod")
	equal(t, "offline", s.here(), "Prod")
	equal(t, "offline", claims(t, s.output("az account get-access-token --query accessToken -o tsv"))["tid"], any(tenantA))
	w.sameFiles(".azure", base)
}

// TestContext_SDKs asks the SDKs' credentials for a token, which they get of az.
func TestContext_SDKs(t *testing.T) {
	w := contexts(t)
	s := w.shell("bash")
	for name, tenant := range map[string]string{"Dev": tenantA, "Two": tenantB} {
		s.ok("azenv use " + name)
		checkToken(t, s.output("azidentity-token"), tenant)
	}
	t.Run("python", func(t *testing.T) {
		if out, err := exec.Command("/usr/bin/python3", "-W", "ignore", "-c", "import azure.identity").CombinedOutput(); err != nil {
			t.Skipf("azure-identity for Python is missing: %s", out)
		}
		s.ok("azenv use Two")
		checkToken(t, s.output(pythonToken), tenantB)
	})
}

func checkToken(t *testing.T, token, tenant string) {
	t.Helper()
	c := claims(t, token)
	if c["tid"] != tenant || c["upn"] != user || tenant == tenantA && c["oid"] != oid {
		t.Errorf("the token is %v's, of %v in %v", c["upn"], c["oid"], c["tid"])
	}
}
