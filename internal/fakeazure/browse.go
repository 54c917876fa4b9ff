package fakeazure

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
)

var (
	formAction = regexp.MustCompile(`<form method="POST" action="([^"]*)">`)
	formField  = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
)

// Browse does what a browser does that is sent to authorize: it follows the redirect, or
// submits the form, to the program that waits for the code.
func Browse(client *http.Client, authorizeURL string) error {
	resp, err := client.Get(authorizeURL)
	if err != nil {
		return err
	}
	page, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return err
	}
	if action := formAction.FindSubmatch(page); action != nil {
		fields := url.Values{}
		for _, f := range formField.FindAllSubmatch(page, -1) {
			fields.Set(string(f[1]), html.UnescapeString(string(f[2])))
		}
		if resp, err = client.PostForm(html.UnescapeString(string(action[1])), fields); err != nil {
			return err
		}
		resp.Body.Close()
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s: %s", resp.Request.URL.Host, resp.Status)
	}
	return nil
}
