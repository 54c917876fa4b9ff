package azure

import (
	"encoding/base64"
	"regexp"
	"slices"
)

// codes say what Entra's error codes mean for somebody who signs in.
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
var codes = []struct {
	problem Problem
	msg     string
	codes   []int
}{
	{NeedsMore, "a second factor or a stronger sign-in is asked for there", []int{50072, 50074, 50076, 50078, 50079, 50158, 53010, 530003}},
	{NeedsMore, "conditional access does not let this sign-in pass", []int{50005, 50097, 50129, 50131, 53000, 53001, 53002, 53003, 53004, 53009, 530032, 530034, 530035}},
	{NeedsSignIn, "the sign-in was revoked, or the password changed since", []int{50132, 50133, 50173, 50089, 70043}},
	{NeedsSignIn, "the sign-in has expired", []int{70008, 700081, 700082, 700084, 50058, 70000, 54005}},
	{NeedsSignIn, "the account is disabled, locked, or unknown", []int{50034, 50053, 50057, 51004, 50126}},
	{Declined, "consent is missing, or was declined", []int{65001, 65004, 90008, 90094, 90095, 900941, 900971}},
	{WrongSecret, "the application's secret is wrong", []int{7000215, 7000216, 7000218}},
	{ExpiredSecret, "the application's secret has expired", []int{7000222}},
	{BadCertificate, "the application does not know this certificate", []int{700027, 700030, 7000214}},
	{Clock, "what was signed here is not valid now: this machine's clock may be wrong", []int{700024, 700023, 500133}},
	{BadAssertion, "the application does not take this federated token", []int{50027, 70021, 700021, 700211, 700212, 700213, 700222, 700223, 700238, 7002138}},
	{UnknownTenant, "there is no such tenant in this cloud", []int{90002, 90072, 900021, 900023, 900382, 50059}},
	{UnknownApp, "the tenant has no such application", []int{700016, 7000112, 7000229, 500011, 650057}},
	{NotInTenant, "the account is not in this tenant", []int{50020, 50177, 50178, 50105, 500208}},
	{CodeExpired, "the code has expired", []int{70020}},
}

// byCode tells the problem by Entra's code, and says whether that is known.
func (e *Error) byCode(tenant string) bool {
	for _, c := range codes {
		if slices.Contains(c.codes, e.Code) {
			e.Problem, e.msg = c.problem, c.msg
			if c.problem == UnknownTenant && tenant != "" {
				e.msg = "tenant " + plain(tenant) + ": " + c.msg
			}
			return true
		}
	}
	return false
}

var challenge = regexp.MustCompile(`claims="([^"]+)"`)

// claimsIn are the claims of a challenge, as the resource manager sends them.
// https://learn.microsoft.com/entra/identity-platform/claims-challenge
func claimsIn(header string) string {
	m := challenge.FindStringSubmatch(header)
	if m == nil {
		return ""
	}
	for _, enc := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if claims, err := enc.DecodeString(m[1]); err == nil {
			return string(claims)
		}
	}
	return ""
}
