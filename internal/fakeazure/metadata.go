package fakeazure

import "net/http"

// metadata describes this cloud to clients that ask what its endpoints are: as the public
// cloud where it is reached by its names, else as one where all is at the host asked.
func (c *Cloud) metadata(r *http.Request) answer {
	name, login, arm, graph := "AzureCloud", "https://login.microsoftonline.com", "https://management.azure.com/", "https://graph.microsoft.com/"
	if r.Host != "management.azure.com" {
		base := "https://" + r.Host
		name, login, arm, graph = "FakeCloud", base, base+"/", base+"/"
	}
	audiences := []string{"https://management.core.windows.net/", "https://management.azure.com/"}
	authentication := map[string]any{"loginEndpoint": login, "audiences": audiences, "tenant": common, "identityProvider": "AAD"}
	suffixes := map[string]string{
		"acrLoginServer": "azurecr.io", "keyVaultDns": "vault.azure.net", "sqlServerHostname": "database.windows.net", "storage": "core.windows.net",
	}
	if r.Form.Get("api-version") < "2018" {
		return ok(map[string]any{"galleryEndpoint": arm, "graphEndpoint": graph, "portalEndpoint": "https://portal.azure.com", "authentication": authentication})
	}
	cloud := map[string]any{
		"name": name, "authentication": authentication, "resourceManager": arm, "portal": "https://portal.azure.com",
		"graph": graph, "graphAudience": graph, "microsoftGraphResourceId": graph, "gallery": arm, "batch": "https://batch.core.windows.net/",
		"media": "https://rest.media.azure.net", "sqlManagement": "https://management.core.windows.net:8443/", "suffixes": suffixes,
	}
	if r.Form.Get("api-version") >= "2022" {
		return ok(cloud)
	}
	return ok([]any{cloud})
}
