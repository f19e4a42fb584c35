// Command tsgen writes the TypeScript side of package api: one interface for each
// struct that crosses to the page, the Methods and Events maps, and the words and
// lists that screens choose from. Comments of the Go source become TSDoc.
//
//	go run ./client/api/tsgen > web/src/shared/api.gen.ts
package main

import (
	"bufio"
	"fmt"
	"os"

	"satchel/client/api"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "tsgen:", err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := sourceDir()
	if err != nil {
		return err
	}
	src, err := readSource(dir)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	out.Write(generate(src, api.Table, api.Events))
	return out.Flush()
}
