//go:build !js

package main

import (
	"context"
	"flag"
	"fmt"

	"satchel/client/api"
)

func setupLink(flags *flag.FlagSet) func(context.Context, *invocation) error {
	with := flags.String("with", "", "the patient whose file it is to show with")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "PATIENT"); err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error {
			part, err := findPatient(ctx, c, in.args[0])
			if err != nil {
				return err
			}
			of, err := findPatient(ctx, c, *with)
			if err != nil {
				return fmt.Errorf("--with: %w", err)
			}
			row, _, err := call(ctx, c, api.LinkPatients, api.LinkPatientsParams{Patient: part, Into: of})
			if err != nil {
				return err
			}
			return in.printPatients([]api.PatientRow{row})
		})
	}
}

func setupUnlink(flags *flag.FlagSet) func(context.Context, *invocation) error {
	number := flags.String("part", "", "the number of the file that is to show by itself again; all if empty")
	return func(ctx context.Context, in *invocation) error {
		if err := in.want(1, "PATIENT"); err != nil {
			return err
		}
		return offline(ctx, in, func(c caller) error {
			parts, err := partsOf(ctx, c, in.args[0], *number)
			if err != nil {
				return err
			}
			for i, part := range parts {
				if parts[i], _, err = call(ctx, c, api.UnlinkPatient, api.PatientParams{Patient: part.ID}); err != nil {
					return err
				}
			}
			return in.printPatients(parts)
		})
	}
}

// partsOf are the files that show with a patient's, or the one with a number.
func partsOf(ctx context.Context, c caller, patient, number string) ([]api.PatientRow, error) {
	id, err := findPatient(ctx, c, patient)
	if err != nil {
		return nil, err
	}
	chart, _, err := call(ctx, c, api.GetChart, api.PatientParams{Patient: id})
	if err != nil {
		return nil, err
	}
	for _, part := range chart.Parts {
		if part.Number == number || part.ID == number {
			return []api.PatientRow{part}, nil
		}
	}
	if number != "" || len(chart.Parts) == 0 {
		return nil, fmt.Errorf("no such part: %d files show with %s", len(chart.Parts), chart.Patient.Number)
	}
	return chart.Parts, nil
}
