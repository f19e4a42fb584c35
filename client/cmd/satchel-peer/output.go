//go:build !js

package main

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// print writes v as JSON if that was asked for, else what text writes.
func (in *invocation) print(v any, text func()) error {
	if !in.json {
		text()
		return nil
	}
	e := json.NewEncoder(in.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("encode output: %w", err)
	}
	return nil
}

func sortedCounts(counts map[string]int) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for _, k := range slices.Sorted(maps.Keys(counts)) {
			if !yield(k, counts[k]) {
				return
			}
		}
	}
}

// relayAddress adds the relay's path to an address that has none.
func relayAddress(s string) string {
	if rest := strings.TrimPrefix(strings.TrimPrefix(s, "wss://"), "ws://"); rest != s && !strings.Contains(rest, "/") {
		return s + "/relay"
	}
	return s
}
