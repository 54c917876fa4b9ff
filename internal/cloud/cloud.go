// Package cloud owns the list of Azure's clouds: the built-in ones, and those that the
// user has added, which it keeps in a file. It must not know contexts, shells, az, or how
// somebody signs in.
package cloud

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Public is the name of the public cloud, which is meant if no other is named.
const Public = "AzureCloud"

// Cloud is one cloud, with its names and addresses.
type Cloud struct {
	Name      string `json:"name"`            // az's and Ansible's name
	ARM       string `json:"arm"`             // Terraform's and Pulumi's name
	Authority string `json:"authority"`       // signs in; https://host:port
	Manager   string `json:"resourceManager"` // https://host:port
	Audience  string `json:"audience"`        // of the resource manager's tokens
	Portal    string `json:"portal,omitempty"`
	CAFile    string `json:"caFile,omitempty"`    // PEM, trusted besides the system's certificates
	Discovery bool   `json:"discovery,omitempty"` // Microsoft may be asked about the authority
}

// builtin are the clouds in azure-cli's core/cloud.py, sorted by name. Terraform's names
// are the values of the azurerm provider's "environment".
var builtin = []Cloud{
	{"AzureChinaCloud", "china", "https://login.chinacloudapi.cn", "https://management.chinacloudapi.cn", "https://management.core.chinacloudapi.cn/", "https://portal.azure.cn", "", true},
	{"AzureCloud", "public", "https://login.microsoftonline.com", "https://management.azure.com", "https://management.core.windows.net/", "https://portal.azure.com", "", true},
	{"AzureUSGovernment", "usgovernment", "https://login.microsoftonline.us", "https://management.usgovcloudapi.net", "https://management.core.usgovcloudapi.net/", "https://portal.azure.us", "", true},
}

// otherHosts are further hosts that sign in to the built-in clouds.
// https://login.microsoftonline.com/common/discovery/instance lists them.
var otherHosts = []string{
	"login.microsoft.com", "login.windows.net", "sts.windows.net", "login-us.microsoftonline.com", "login.usgovcloudapi.net",
	"login.partner.microsoftonline.cn", "login.chinacloudapi.cn", "login.microsoftonline.us", "login.microsoftonline.com", "login.live.com",
}

// Builtin returns the built-in clouds, sorted by name.
func Builtin() []Cloud { return slices.Clone(builtin) }

// IsBuiltin says whether a cloud of that name, in any case, is built in.
func IsBuiltin(name string) bool {
	_, ok := find(builtin, name)
	return ok
}

func find(clouds []Cloud, name string) (Cloud, bool) {
	i := slices.IndexFunc(clouds, func(c Cloud) bool { return strings.EqualFold(c.Name, name) })
	if i < 0 {
		return Cloud{}, false
	}
	return clouds[i], true
}

// Host is the authority's host in lower case, with its port if it has one.
func (c Cloud) Host() string { return hostOf(c.Authority) }

// Scope is the scope of tokens for the resource manager. It has two slashes, as in az's
// tokens, since the audience ends in one.
func (c Cloud) Scope() string { return c.Audience + "/.default" }

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// bare is a host without its port, as az writes it in a token cache.
func bare(host string) string { return (&url.URL{Host: host}).Hostname() }

// tidy returns c as it is kept, or an error that says why it cannot be a cloud.
func (c Cloud) tidy() (Cloud, error) {
	if err := checkName(c.Name); err != nil {
		return c, err
	}
	var err error
	for _, a := range []struct {
		what string
		to   *string
	}{{"authority", &c.Authority}, {"resource manager", &c.Manager}} {
		if *a.to, err = address(a.what, *a.to); err != nil {
			return c, err
		}
	}
	if c.Portal != "" {
		if c.Portal, err = address("portal", c.Portal); err != nil {
			return c, err
		}
	}
	if c.Audience == "" {
		c.Audience = c.Manager + "/"
	}
	if strings.ContainsFunc(c.Audience, notVisible) {
		return c, errors.New("the audience has blanks or control characters in it")
	}
	if c.ARM == "" {
		c.ARM = strings.ToLower(c.Name)
	}
	if strings.ContainsFunc(c.ARM, notVisible) {
		return c, errors.New("the name for Terraform has blanks or control characters in it")
	}
	return c, nil
}

func notVisible(r rune) bool { return r <= ' ' || r >= 0x7f }

// checkName returns an error unless name can be a section of az's clouds.config.
func checkName(name string) error {
	const most = 64
	if name == "" || len(name) > most || strings.ContainsFunc(name, func(r rune) bool {
		return !(r == '-' || r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z')
	}) {
		return fmt.Errorf("a cloud's name is made of up to %d letters, digits and ._-", most)
	}
	return nil
}

// address reads an address without a path, and returns it without a slash at the end. It
// refuses an address that could not be read again, such as one with an IPv6 zone.
func address(what, text string) (string, error) {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return "", fmt.Errorf("no %s is given", what)
	case err != nil || hostOf("https://"+u.Host) == "" || strings.ContainsFunc(text, notVisible):
		return "", fmt.Errorf("the %s is not an address as https://host", what)
	case u.Scheme != "https":
		return "", fmt.Errorf("the %s is not https: tokens are not sent in clear", what)
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		return "", fmt.Errorf("the %s has more than a host and a port", what)
	}
	return "https://" + strings.ToLower(u.Host), nil
}

// clash returns an error if c cannot exist beside others. No cloud may get tokens of
// another one, and az tells authorities apart by their host alone.
func (c Cloud) clash(others []Cloud) error {
	host := bare(c.Host())
	if slices.Contains(otherHosts, host) {
		return fmt.Errorf("%s signs in to a built-in cloud, whose tokens are for that one alone", host)
	}
	for _, o := range others {
		if bare(o.Host()) == host {
			return fmt.Errorf("%s signs in to the cloud %s, whose tokens are for that one alone", host, o.Name)
		}
	}
	return nil
}
