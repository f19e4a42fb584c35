//go:build !js

package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"satchel/client/api"
)

// findPatient finds a patient by number, identifier or a search with one result.
func findPatient(ctx context.Context, c caller, s string) (string, error) {
	page, err := allPatients(ctx, c, "")
	if err != nil {
		return "", err
	}
	for _, p := range page {
		if p.ID == s || p.Number == s {
			return p.ID, nil
		}
	}
	if page, err = allPatients(ctx, c, s); err != nil {
		return "", err
	}
	if len(page) != 1 {
		return "", fmt.Errorf("%d patients match %q", len(page), s)
	}
	return page[0].ID, nil
}

// findMembers finds members by number or name.
func findMembers(ctx context.Context, c caller, list string) (ids []string, err error) {
	members, _, err := call(ctx, c, api.ListMembers, api.None{})
	if err != nil {
		return nil, err
	}
	for _, s := range strings.Split(list, ",") {
		id, err := findMember(members, strings.TrimSpace(s))
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func findMember(members []api.Member, s string) (id string, err error) {
	number, _ := strconv.Atoi(s)
	found := 0
	for _, m := range members {
		if m.ID == s || m.Number == number || strings.EqualFold(m.Name, s) {
			id, found = m.ID, found+1
		}
	}
	if found != 1 {
		return "", fmt.Errorf("%d members match %q", found, s)
	}
	return id, nil
}

// words splits a list at its commas.
func words(list string) (out []string) {
	for _, s := range strings.Split(list, ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
