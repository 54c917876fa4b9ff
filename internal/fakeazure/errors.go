package fakeazure

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Codes that are used by name.
const (
	codePending       = 70016
	codeDeclined      = 65004
	codeWrongSecret   = 7000215
	codeUnknownTenant = 90002
	codeUnknownApp    = 700016
	codeNoSuchUser    = 50034
	codeNotInTenant   = 50020
	codeBadPassword   = 50126
	codeBadGrant      = 70000
	codeExpiredCode   = 70008
	codeExpiredToken  = 700082
	codeRevoked       = 50173
	codeBadAssertion  = 700027
	codeNoCredential  = 7000216
	codeBadRequest    = 900144
	codeExpiredSecret = 7000222
	codeWrongTime     = 700024
)

// aadsts is how Entra words what it refuses, by AADSTS code.
var aadsts = map[int]struct {
	status      int
	error, text string
	sub         string
}{
	codeNotInTenant:   {400, "invalid_grant", "User account '%s' does not exist in tenant and cannot access the application in that tenant. The account needs to be added as an external user in the tenant first.", ""},
	codeNoSuchUser:    {400, "invalid_grant", "The user account %s does not exist in the directory.", ""},
	50076:             {400, "interaction_required", "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '797f4846-ba00-4fd7-ba43-dac1f8f63013'.", "basic_action"},
	50079:             {400, "interaction_required", "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '797f4846-ba00-4fd7-ba43-dac1f8f63013'.", "basic_action"},
	codeBadPassword:   {400, "invalid_grant", "Error validating credentials due to invalid username or password.", ""},
	codeRevoked:       {400, "invalid_grant", "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.", "bad_token"},
	53003:             {400, "interaction_required", "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.", "message_only"},
	65001:             {400, "invalid_grant", "The user or administrator has not consented to use the application with ID '%s'. Send an interactive authorization request for this user and resource.", "consent_required"},
	codeDeclined:      {400, "access_denied", "User declined to consent to access the app.", ""},
	codeBadGrant:      {400, "invalid_grant", "Provided grant is invalid or malformed.", "bad_token"},
	codeExpiredCode:   {400, "invalid_grant", "The provided authorization code or refresh token has expired due to inactivity.", "bad_token"},
	codePending:       {400, "authorization_pending", "OAuth 2.0 device flow error. Authorization is pending. Continue polling.", ""},
	codeUnknownTenant: {400, "invalid_request", "Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.", ""},
	codeUnknownApp:    {400, "unauthorized_client", "Application with identifier '%s' was not found in the directory.", ""},
	codeBadAssertion:  {401, "invalid_client", "The certificate with identifier used to sign the client assertion is not registered on application.", ""},
	codeExpiredToken:  {400, "invalid_grant", "The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.", "bad_token"},
	700213:            {401, "invalid_client", "No matching federated identity record found for presented assertion subject.", ""},
	90094:             {400, "invalid_grant", "Admin consent is required for the permissions requested by this application.", "consent_required"},
	codeExpiredSecret: {401, "invalid_client", "The provided client secret keys for app '%s' are expired.", ""},
	codeWrongTime:     {401, "invalid_client", "Client assertion is not within its valid time range.", ""},
	codeBadRequest:    {400, "invalid_request", "The request body must contain the following parameter: '%s'.", ""},
	codeNoCredential:  {401, "invalid_client", "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.", ""},
	codeWrongSecret:   {401, "invalid_client", "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'.", ""},
}

// refused is the body by which Entra refuses a token.
type refused struct {
	Error         string `json:"error"`
	Description   string `json:"error_description"`
	Codes         []int  `json:"error_codes"`
	Timestamp     string `json:"timestamp"`
	TraceID       string `json:"trace_id"`
	CorrelationID string `json:"correlation_id"`
	URI           string `json:"error_uri"`
	Sub           string `json:"suberror,omitempty"`
	Claims        string `json:"claims,omitempty"`
}

// refuse is the answer for a code; what names the thing, where the text has room for it.
func refuse(req *Request, code int, what string) answer {
	req.Code = code
	e, known := aadsts[code]
	if !known {
		e.status, e.error, e.text = http.StatusBadRequest, "invalid_grant", "The request was refused."
	}
	text := strings.ReplaceAll(e.text, "%s", what)
	now := time.Now().UTC().Format("2006-01-02 15:04:05Z")
	trace, correlation := guid(), guid()
	body := refused{
		Error: e.error, Codes: []int{code}, Timestamp: now, TraceID: trace, CorrelationID: correlation,
		Description: fmt.Sprintf("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s", code, text, trace, correlation, now),
		URI:         fmt.Sprintf("https://login.microsoftonline.com/error?code=%d", code),
		Sub:         e.sub,
	}
	if e.sub == "basic_action" || code == 53003 {
		body.Claims = `{"access_token":{"capolids":{"essential":true,"values":["` + guid() + `"]}}}`
	}
	return answer{status: e.status, body: body}
}

// armError is how ARM words an error.
func armError(status int, code, message string) answer {
	return answer{status: status, body: map[string]any{"error": map[string]string{"code": code, "message": message}}}
}
