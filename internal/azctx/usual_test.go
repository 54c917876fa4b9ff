package azctx

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fill gives v, whatever it is made of, values that are not the zero value and all
// different.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("%d & é", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic("neither written nor read by hand: " + v.Type().String())
	}
}

// A member that is new in Context has to be in appendTo and in read, too.
func TestAppendTo_writesWhatEncodingJSONWrites(t *testing.T) {
	var full Context
	fill(reflect.ValueOf(&full).Elem(), new(int))
	odd := full
	odd.Label, odd.Account, odd.Subscription = "<\u2028\"\\\xff>", Account{}, Subscription{Name: "only"}
	for _, c := range []Context{full, odd, {}, {Sources: []Source{}}, sample(1)} {
		want, err := json.Marshal(&c)
		if err != nil {
			t.Fatal(err)
		}
		got := c.appendTo(nil)
		if string(got) != string(want) {
			t.Errorf("got\n%s, want\n%s", got, want)
		}
		checkUsual(t, fmt.Appendf(nil, `{"version":1,"contexts":[%s]}`, got), true)
	}
}

// checkUsual holds that readUsual reads what decodeStrict reads, and whether it does.
func checkUsual(t *testing.T, data []byte, usual bool) {
	t.Helper()
	got, ok := readUsual(data)
	if ok != usual {
		t.Errorf("read: %v, want %v: %s", ok, usual, data)
	}
	sameAsStrict(t, data, got, ok)
}

func sameAsStrict(t *testing.T, data []byte, got profileJSON, ok bool) {
	t.Helper()
	if !ok {
		return
	}
	want, err := decodeStrict(data)
	if err != nil {
		t.Fatalf("%q was read, but: %v", data, err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%q (-encoding/json +read):\n%s", data, d)
	}
}

func TestReadUsual_leavesToEncodingJSON(t *testing.T) {
	for _, data := range []string{
		newerFile(), fileOf(`,"x":1`), fileOf(`,"":""`), fileOf(`,"Label":"a"`), fileOf(`,"account":{"":"x"}`),
		fileOf(`,"sources":[{"kind":"az","x":1}]`), fileOf(`,"sources":null`), fileOf(`,"sources":[],"sources":[]`),
		`{"version":1,"contexts":[],"contexts":[]}`, `{"version":"1"}`, `{"version":1.0}`, `{"version":1} x`, "",
	} {
		checkUsual(t, []byte(data), false)
	}
}

func FuzzReadUsual(f *testing.F) {
	p := randomProfile(source(3))
	data, err := p.Encode()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{string(data), newerFile(), fileOf(`,"sources":[{"kind":"az","path":"/a"}],"base":null,"stale":true`)} {
		f.Add(s)
		f.Add(strings.ReplaceAll(s, ",", " ,\n"))
	}
	f.Fuzz(func(t *testing.T, data string) {
		got, ok := readUsual([]byte(data))
		sameAsStrict(t, []byte(data), got, ok)
	})
}
