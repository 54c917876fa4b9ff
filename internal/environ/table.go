package environ

import (
	"fmt"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
)

// ConfigDir is the variable by which az finds its files. It is the first and the last
// variable of every change, so that a shell is sealed while the change is half made.
const ConfigDir = "AZURE_CONFIG_DIR"

// azenv's own variables.
const (
	Active  = "AZENV_ACTIVE"  // the label in force, or "sealed"
	Context = "AZENV_CONTEXT" // the context chosen for this shell, by label
	Scope   = "AZENV_SCOPE"   // for whom that selection is
	StateIn = "AZENV_STATE"   // azctx.State
)

// Var is a variable that a context sets. If value returns an empty text, the variable is
// unset while the context is in force: an earlier value would not be the context's.
type Var struct {
	Name     string
	Consumer string
	Why      string
	// Yields marks a variable whose earlier value stays: it says nothing about the
	// identity.
	Yields bool
	// Decides marks a variable that names a part of the identity. If it is changed by
	// hand while the context is in force, the shell is sealed.
	Decides bool

	value func(inputs) string
}

// inputs is all that the value of a variable depends on.
type inputs struct {
	*azctx.Context
	az Az
}

// Az has the folders in which az finds its files for a context, absolute, and the
// context's cloud.
type Az struct {
	Dir        string // the context's own configuration folder
	Extensions string // shared by all contexts of one base
	Cloud      Cloud
}

// Cloud has the names that the tools give to one of Azure's clouds.
type Cloud struct {
	Name      string // az's and Ansible's name
	ARM       string // Terraform's and Pulumi's name
	Authority string // the sign-in address for SDKs; empty for the public cloud
}

func subscription(p inputs) string { return p.Subscription.ID }
func tenant(p inputs) string       { return p.Tenant.ID }
func group(p inputs) string        { return p.Group }
func location(p inputs) string     { return p.Location }
func cloudName(p inputs) string    { return p.az.Cloud.Name }
func literal(s string) func(inputs) string {
	return func(inputs) string { return s }
}

// Table has every variable that a context sets, sorted by name. None of them is ever a
// secret.
var Table = []Var{
	{Name: "ANSIBLE_AZURE_AUTH_SOURCE", Consumer: "Ansible", Why: "sign in as az does, not by credentials in the environment", value: literal("cli")},
	{Name: "ARM_ENVIRONMENT", Consumer: "Terraform, Pulumi", Why: "the cloud", value: func(p inputs) string { return p.az.Cloud.ARM }},
	{Name: "ARM_SUBSCRIPTION_ID", Consumer: "Terraform, Pulumi", Why: "the subscription", Decides: true, value: subscription},
	{Name: "ARM_TENANT_ID", Consumer: "Terraform, Pulumi", Why: "the tenant", Decides: true, value: tenant},
	{Name: "AZCOPY_AUTO_LOGIN_TYPE", Consumer: "azcopy", Why: "sign in as az does", value: literal("AZCLI")},
	{Name: "AZCOPY_TENANT_ID", Consumer: "azcopy", Why: "the tenant", value: tenant},
	{Name: "AZURE_AUTHORITY_HOST", Consumer: "SDKs", Why: "where to sign in, outside the public cloud", value: func(p inputs) string { return p.az.Cloud.Authority }},
	{Name: "AZURE_CLOUD_ENVIRONMENT", Consumer: "Ansible", Why: "the cloud", value: cloudName},
	{Name: "AZURE_CLOUD_NAME", Consumer: "az", Why: "the cloud", value: cloudName},
	{Name: ConfigDir, Consumer: "az", Why: "az's own files: this context's, or what seals", value: func(p inputs) string { return p.az.Dir }},
	{Name: "AZURE_DEFAULTS_GROUP", Consumer: "az", Why: "default resource group", value: group},
	{Name: "AZURE_DEFAULTS_LOCATION", Consumer: "az", Why: "default location", value: location},
	{Name: "AZURE_EXTENSION_DIR", Consumer: "az", Why: "az's extensions stay where they are", Yields: true, value: func(p inputs) string { return p.az.Extensions }},
	{Name: "AZURE_LOCATION", Consumer: "azd", Why: "default location", value: location},
	{Name: "AZURE_RESOURCE_GROUP", Consumer: "azd", Why: "default resource group", value: group},
	{Name: "AZURE_SUBSCRIPTION_ID", Consumer: "SDKs, azd, Ansible", Why: "the subscription", Decides: true, value: subscription},
	{Name: "AZURE_TENANT", Consumer: "Ansible", Why: "the tenant", value: tenant},
	{Name: "AZURE_TENANT_ID", Consumer: "SDKs", Why: "the tenant", Decides: true, value: tenant},
}

// HiddenPatterns has the variables that would override a context. They are hidden
// while a context is in force or the shell is sealed. The list is sorted; a * at the
// end stands for any ending.
var HiddenPatterns = []string{
	"ARM_ACCESS_KEY", "ARM_CLIENT_*", "ARM_MSI_*", "ARM_OIDC_*", "ARM_SAS_TOKEN", "ARM_USE_*",
	"AZD_AUTH_*", "AZURE_AD_USER", "AZURE_CLIENT_*", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_PASSWORD",
	"AZURE_PROFILE", "AZURE_SECRET", "AZURE_USERNAME", "IDENTITY_*", "MSI_*",
}

// Overrides returns the names of e's variables that would override a context,
// sorted.
func (e Env) Overrides() []string {
	var names []string
	for name := range e {
		if isName(name) && slices.ContainsFunc(HiddenPatterns, func(p string) bool {
			prefix, open := strings.CutSuffix(p, "*")
			return name == p || open && strings.HasPrefix(name, prefix)
		}) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// values returns what c sets, by name. The value is nil for a variable to be unset.
func values(c *azctx.Context, az Az) (map[string]*string, error) {
	if az.Cloud.Name == "" {
		return nil, fmt.Errorf("cloud %q: not one that azenv knows", azctx.CleanLabel(c.Cloud))
	}
	want := make(map[string]*string, len(Table))
	for _, v := range Table {
		want[v.Name] = nil
		if s := v.value(inputs{c, az}); s != "" {
			want[v.Name] = &s
		}
	}
	return want, nil
}
