//go:build !js

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"satchel/client/api"
)

// offline does something with the record and no transports.
func offline(ctx context.Context, in *invocation, do func(caller) error) error {
	c, closeHome, err := openHome(ctx, in, connect{}, true)
	if err != nil {
		return err
	}
	return errors.Join(do(c), closeHome())
}

// ofPatient does something offline with the patient whom the first argument names.
func ofPatient(ctx context.Context, in *invocation, do func(c caller, patient string) error) error {
	return offline(ctx, in, func(c caller) error {
		patient, err := findPatient(ctx, c, in.args[0])
		if err != nil {
			return err
		}
		return do(c, patient)
	})
}

// pages joins the pages of a list; fetch gets the one at an offset, and how many
// items there are in all.
func pages[T any](fetch func(offset int) (items []T, total int, err error)) ([]T, error) {
	out := []T{}
	for {
		items, total, err := fetch(len(out))
		if err != nil {
			return nil, err
		}
		if out = append(out, items...); len(items) == 0 || len(out) >= total {
			return out, nil
		}
	}
}

func setupImport(*flag.FlagSet) func(context.Context, *invocation) error {
	return func(ctx context.Context, in *invocation) error {
		if len(in.args) == 0 {
			return errors.New("import: want at least one file")
		}
		return offline(ctx, in, func(c caller) error {
			reports := []api.ImportReport{}
			for _, name := range in.args {
				data, err := os.ReadFile(name)
				if err != nil {
					return err
				}
				r, _, err := callWith(ctx, c, api.Import, api.ImportParams{Name: filepath.Base(name)}, data)
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				reports = append(reports, r)
			}
			return in.print(reports, func() { printReports(in, reports) })
		})
	}
}

func printReports(in *invocation, reports []api.ImportReport) {
	for _, r := range reports {
		fmt.Fprintf(in.out, "%s: %d patients, %d entries added, %d duplicates skipped, %d refused\n",
			r.File, len(r.Patients), r.Added, r.Duplicates, len(r.Refused))
		for kind, n := range sortedCounts(r.Kinds) {
			fmt.Fprintf(in.out, "  %6d %s\n", n, kind)
		}
		for _, f := range r.Refused {
			fmt.Fprintf(in.out, "  refused %s: %s\n", f.Place, f.Reason)
		}
	}
}

func setupPatients(flags *flag.FlagSet) func(context.Context, *invocation) error {
	search := flags.String("search", "", "names, birth dates or numbers")
	return func(ctx context.Context, in *invocation) error {
		return offline(ctx, in, func(c caller) error {
			page, err := allPatients(ctx, c, *search)
			if err != nil {
				return err
			}
			return in.printPatients(page)
		})
	}
}

func (in *invocation) printPatients(rows []api.PatientRow) error {
	return in.print(rows, func() {
		for _, p := range rows {
			fmt.Fprintf(in.out, "%s  %-40s %-10s %-7s %5d entries  %s\n",
				p.Number, p.Name, p.BirthDate, p.Sex, p.Entries, sourceNames(p.Sources))
		}
	})
}

func allPatients(ctx context.Context, c caller, search string) ([]api.PatientRow, error) {
	return pages(func(offset int) ([]api.PatientRow, int, error) {
		page, _, err := call(ctx, c, api.ListPatients, api.PatientQuery{Search: search, Offset: offset, Limit: 500})
		return page.Items, page.Total, err
	})
}

func sourceNames(sources []api.Source) string {
	names := make([]string, len(sources))
	for i, s := range sources {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}

// shown is a line of show.
type shown struct {
	api.EntryRow
	Viewers  []api.Viewer `json:"viewers"`
	Resource string       `json:"resource"`
}

func setupShow(*flag.FlagSet) func(context.Context, *invocation) error {
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "PATIENT"); err != nil {
			return err
		}
		return ofPatient(ctx, in, func(c caller, patient string) error {
			rows, err := allEntries(ctx, c, patient)
			if err != nil {
				return err
			}
			return in.print(rows, func() { printEntries(in, rows) })
		})
	}
}

func allEntries(ctx context.Context, c caller, patient string) ([]shown, error) {
	rows, err := pages(func(offset int) ([]api.EntryRow, int, error) {
		page, _, err := call(ctx, c, api.GetTimeline, api.TimelineQuery{Patient: patient, Offset: offset, Limit: 500})
		return page.Items, page.Total, err
	})
	if err != nil {
		return nil, err
	}
	out := make([]shown, len(rows))
	for i, row := range rows {
		d, _, err := call(ctx, c, api.GetEntry, api.EntryParams{Patient: patient, Entry: row.ID})
		if err != nil {
			return nil, err
		}
		out[i] = shown{row, d.Viewers, d.Resource}
	}
	return out, nil
}

func printEntries(in *invocation, rows []shown) {
	for _, r := range rows {
		audience := "private"
		if len(r.Viewers) > 0 {
			names := make([]string, len(r.Viewers))
			for i, v := range r.Viewers {
				names[i] = v.Member.Name
			}
			audience = strings.Join(names, ", ")
		}
		fmt.Fprintf(in.out, "%s  %-13s %-40s %-20s %-20s %-20s %s\n    %s\n",
			r.ID[:16], r.Kind, r.Title, r.At, r.Author, audience, r.State, r.Resource)
	}
}

func setupAdd(flags *flag.FlagSet) func(context.Context, *invocation) error {
	private := flags.Bool("private", false, "keep it from those who see the rest of the file")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(2, "PATIENT FILE|-"); err != nil {
			return err
		}
		resource, err := readInput(in.args[1])
		if err != nil {
			return err
		}
		return ofPatient(ctx, in, func(c caller, patient string) error {
			row, _, err := call(ctx, c, api.AddEntry, api.AddParams{Patient: patient, Resource: resource, Private: *private})
			if err != nil {
				return err
			}
			return in.print(row, func() { fmt.Fprintln(in.out, row.ID) })
		})
	}
}

func setupAmend(*flag.FlagSet) func(context.Context, *invocation) error {
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(2, "ENTRY FILE|-"); err != nil {
			return err
		}
		resource, err := readInput(in.args[1])
		if err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error {
			at, _, err := call(ctx, c, api.FindEntry, api.FindParams{Prefix: in.args[0]})
			if err != nil {
				return err
			}
			row, _, err := call(ctx, c, api.AmendEntry, api.AmendParams{Patient: at.Patient, Entry: at.Entry, Resource: resource})
			if err != nil {
				return err
			}
			return in.print(row, func() { fmt.Fprintln(in.out, row.ID) })
		})
	}
}

func setupExport(*flag.FlagSet) func(context.Context, *invocation) error {
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "PATIENT"); err != nil {
			return err
		}
		return ofPatient(ctx, in, func(c caller, patient string) error {
			_, bundle, err := call(ctx, c, api.ExportPatient, api.PatientParams{Patient: patient})
			if err != nil {
				return err
			}
			_, err = in.out.Write(append(bundle, '\n'))
			return err
		})
	}
}

func readInput(name string) (string, error) {
	if name == "-" {
		b, err := io.ReadAll(os.Stdin)
		return string(b), err
	}
	b, err := os.ReadFile(name)
	return string(b), err
}
