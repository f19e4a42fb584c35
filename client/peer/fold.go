package peer

import (
	"context"

	"satchel/client/chart"
	"satchel/client/record"
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
	held, err := n.charted(ctx, f, func(record.Held) bool { return true })
	if err != nil {
		return nil, err
	}
	c := chart.Fold(held, n.chartConfig())
	if len(n.charts) >= maxCharts {
		clear(n.charts)
	}
	n.charts[f.Patient] = c
	return c, nil
}

// charted is what of a file and its parts goes into a chart.
func (n *node) charted(ctx context.Context, f *record.File, goes func(record.Held) bool) (held []chart.Held, err error) {
	files, err := n.whole(ctx, f)
	for _, part := range files {
		for _, h := range part.Entries {
			if h.Again || !goes(h) {
				continue
			}
			mine := h.Author == n.self.Member()
			held = append(held, chart.Held{
				Signed: h.Signed, Hidden: part.Hidden(h.Signed), Private: mine && part.Access.Private(h.ID),
			})
		}
	}
	return held, err
}

// maxCharts bounds the charts kept in memory, and the lists of owned entries.
const maxCharts = 8
