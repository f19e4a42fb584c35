//go:build !js

package main

import (
	"context"
	"flag"
	"fmt"

	"satchel/client/api"
)

// setupAudit lists what was done on this device, and fails if the list is not
// whole.
func setupAudit(*flag.FlagSet) func(context.Context, *invocation) error {
	return func(ctx context.Context, in *invocation) error {
		if len(in.args) == 0 {
			return offline(ctx, in, func(c caller) error { return printAudit(ctx, in, c, "") })
		}
		if err := in.want(1, "PATIENT or nothing"); err != nil {
			return err
		}
		return ofPatient(ctx, in, func(c caller, patient string) error { return printAudit(ctx, in, c, patient) })
	}
}

func printAudit(ctx context.Context, in *invocation, c caller, patient string) error {
	var page api.AuditPage
	items, err := pages(func(offset int) (_ []api.AuditItem, _ int, err error) {
		page, _, err = call(ctx, c, api.ListAudit, api.AuditQuery{Patient: patient, Offset: offset, Limit: 500})
		return page.Items, page.Total, err
	})
	if err != nil {
		return err
	}
	page.Items = items
	err = in.print(page, func() {
		for _, i := range items {
			fmt.Fprintf(in.out, "%5d  %s  %-24s  %s\n", i.Number, i.At, i.PatientName, i.Text)
		}
		if page.Broken == 0 {
			fmt.Fprintf(in.out, "%d items in all, each follows the one before\n", page.Count)
		}
	})
	if err == nil && page.Broken != 0 {
		err = fmt.Errorf("the audit is broken at item %d of %d: it was changed, left out or put elsewhere", page.Broken, page.Count)
	}
	return err
}
