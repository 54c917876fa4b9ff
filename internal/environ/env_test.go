package environ

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFromList(t *testing.T) {
	tests := []struct {
		name string
		list []string
		want Env
	}{
		{"nothing", nil, Env{}},
		{"a value", []string{"A=b"}, Env{"A": "b"}},
		{"an empty value", []string{"A="}, Env{"A": ""}},
		{"a value with an equals sign", []string{"A=b=c"}, Env{"A": "b=c"}},
		{"the first of two", []string{"A=1", "A=2"}, Env{"A": "1"}},
		{"no equals sign", []string{"A"}, Env{}},
		{"no name, as on Windows", []string{"=C:=C:\\"}, Env{}},
		{"names that no shell can set", []string{"a-b=1", "BASH_FUNC_x%%=() { :; }"}, Env{"a-b": "1", "BASH_FUNC_x%%": "() { :; }"}},
		{"no UTF-8", []string{"A=\xff"}, Env{"A": "\xff"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := diff(tt.want, FromList(tt.list)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestFromList_onWindows(t *testing.T) {
	got := fromList([]string{"Path=C:\\", "Arm_Tenant_Id=a", "ARM_TENANT_ID=b", "=C:=C:\\"}, true)
	if d := diff(Env{"PATH": "C:\\", "ARM_TENANT_ID": "a"}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestList_isSortedAndReadsBack(t *testing.T) {
	seeded(t, 20, func(t *testing.T, r *rand.Rand) {
		e := randomEnv(r)
		list := e.List()
		if !slices.IsSortedFunc(list, func(a, b string) int { return cmpName(a, b) }) {
			t.Errorf("not sorted by name: %q", list)
		}
		if d := diff(e, FromList(list)); d != "" {
			t.Errorf("read back (-want +got):\n%s", d)
		}
	})
}

// cmpName compares NAME=value by name.
func cmpName(a, b string) int {
	name := func(kv string) string { return FromList([]string{kv}).names()[0] }
	return slices.Compare([]byte(name(a)), []byte(name(b)))
}

func (e Env) names() []string {
	var names []string
	for n := range e {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func TestOverrides(t *testing.T) {
	tests := []struct {
		name string
		env  Env
		want []string
	}{
		{"nothing", Env{}, nil},
		{"nothing that overrides", Env{"ARM_TENANT_ID": "x", "AZURE_CORE_OUTPUT": "json", "ARM": "", "ARM_CLIENT": "x", "XARM_CLIENT_ID": "x"}, nil},
		{"a name", Env{"ARM_ACCESS_KEY": "x", "ARM_ACCESS_KEY_2": "x"}, []string{"ARM_ACCESS_KEY"}},
		{"a beginning of names, sorted", Env{"ARM_OIDC_TOKEN": "x", "ARM_CLIENT_ID": "x", "ARM_CLIENT_SECRET": "x"}, []string{"ARM_CLIENT_ID", "ARM_CLIENT_SECRET", "ARM_OIDC_TOKEN"}},
		{"nothing but the beginning", Env{"MSI_": "x"}, []string{"MSI_"}},
		{"an empty value", Env{"AZURE_USERNAME": ""}, []string{"AZURE_USERNAME"}},
		{"another case", Env{"arm_client_id": "x"}, nil},
		{"names that no shell can set", Env{"ARM_CLIENT_ID%%": "x", "MSI_a-b": "x", "ARM_USE_\xff": "x", "ARM_CLIENT_a b": "x", "MSI_;id": "x", "ARM_OIDC_é": "x"}, nil},
		{"digits and small letters", Env{"MSI_9z": "x"}, []string{"MSI_9z"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, tt.env.Overrides()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestOverrides_ofEveryPattern(t *testing.T) {
	for _, name := range []string{
		"ARM_CLIENT_ID", "ARM_CLIENT_CERTIFICATE_PATH", "ARM_OIDC_TOKEN_FILE_PATH", "ARM_USE_OIDC", "ARM_USE_CLI", "ARM_MSI_ENDPOINT",
		"ARM_ACCESS_KEY", "ARM_SAS_TOKEN", "AZURE_CLIENT_ID", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_USERNAME", "AZURE_PASSWORD",
		"AZURE_FEDERATED_TOKEN_FILE", "AZURE_SECRET", "AZURE_AD_USER", "AZURE_PROFILE", "IDENTITY_ENDPOINT", "IDENTITY_HEADER",
		"MSI_ENDPOINT", "MSI_SECRET", "AZD_AUTH_ENDPOINT", "AZD_AUTH_KEY",
	} {
		if got := (Env{name: "x"}).Overrides(); len(got) != 1 {
			t.Errorf("%s is not hidden", name)
		}
	}
}

func TestGet(t *testing.T) {
	e := Env{"A": "x", "EMPTY": ""}
	for name, want := range map[string]string{"A": "x", "EMPTY": "", "UNSET": ""} {
		if got := e.Get(name); got != want {
			t.Errorf("Get(%q) = %q, want %q", name, got, want)
		}
	}
}
