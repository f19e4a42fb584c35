// Command scan looks for known texts in what was left on a disk, and can plant one.
//
//	scan find DIR... < texts.json      texts.json: ["Portillo", "44054006", …]
//	scan plant URL TEXT                puts TEXT, unsealed, into a queue of the relay at URL
//
// find reads every file below the directories: its raw bytes, and, of LevelDB's
// logs and tables, also the records put together again and the blocks and values
// decompressed. It looks for each text in UTF-8, UTF-16 and Latin-1 and prints what
// it found as JSON: [{"file": …, "in": "table", "text": …}]. Finding is no error.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "scan:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) >= 2 && args[0] == "find":
		return find(args[1:])
	case len(args) == 3 && args[0] == "plant":
		return plant(args[1], args[2])
	}
	return errors.New("want: find DIR... | plant URL TEXT")
}

func find(dirs []string) error {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		return fmt.Errorf("read texts: %w", err)
	}
	f, err := newFinder(texts)
	if err != nil {
		return err
	}
	for _, dir := range dirs {
		if err := f.tree(dir); err != nil {
			return err
		}
	}
	return json.NewEncoder(os.Stdout).Encode(f.found)
}
