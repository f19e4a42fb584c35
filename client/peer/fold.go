package peer

import (
	"context"

	"satchel/client/chart"
	"satchel/client/record"
	"satchel/shared/entry"
)

// chartConfig says who looks at charts.
func (n *node) chartConfig() chart.Config {
	return chart.Config{Me: n.self.Member(), Name: n.memberName, Number: n.patientNumber}
}

// fold returns the chart of a file and its parts, made once until one of them
// changes.
func (n *node) fold(ctx context.Context, f *record.File) (*chart.File, error) {
	if c := n.charts[f.Patient]; c != nil {
		return c, nil
	}
	c, err := n.foldFresh(ctx, f, nil)
	if err != nil {
		return nil, err
	}
	if len(n.charts) >= maxCharts {
		clear(n.charts)
	}
	n.charts[f.Patient] = c
	return c, nil
}

// foldWithout returns the same chart as if some entries had never been written.
func (n *node) foldWithout(ctx context.Context, f *record.File, kept map[entry.ID]bool) (*chart.File, error) {
	if len(kept) == 0 {
		return n.fold(ctx, f)
	}
	return n.foldFresh(ctx, f, kept)
}

func (n *node) foldFresh(ctx context.Context, f *record.File, without map[entry.ID]bool) (*chart.File, error) {
	files, err := n.whole(ctx, f)
	if err != nil {
		return nil, err
	}
	var held []chart.Held
	for _, part := range files {
		for _, h := range part.Entries {
			if h.Again || without[h.ID] {
				continue
			}
			mine := h.Author == n.self.Member()
			held = append(held, chart.Held{
				Signed: h.Signed, Hidden: part.Hidden(h.Signed), Private: mine && part.Access.Private(h.ID),
			})
		}
	}
	return chart.Fold(held, n.chartConfig()), nil
}

// maxCharts bounds the charts kept in memory, and the lists of owned entries.
const maxCharts = 8
