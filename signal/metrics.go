package signal

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are counts and nothing else: no key, queue or address is a label.
type metrics struct {
	registry    *prometheus.Registry
	connections prometheus.Gauge
	stored      prometheus.Counter
	storedBytes prometheus.Counter
	delivered   prometheus.Counter
	signals     prometheus.Counter
	expired     prometheus.Counter
	cleared     prometheus.Counter
	refused     *prometheus.CounterVec
	batch, sync prometheus.Histogram
}

func newMetrics(s *Server) *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	m.connections = prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "satchel_relay_connections", Help: "Clients connected."})
	m.stored = m.counter("satchel_relay_frames_stored_total", "Frames put into queues.")
	m.storedBytes = m.counter("satchel_relay_bytes_stored_total", "Bytes of the frames put into queues.")
	m.delivered = m.counter("satchel_relay_frames_delivered_total", "Frames delivered from queues.")
	m.signals = m.counter("satchel_relay_signals_total", "Signals passed on.")
	m.expired = m.counter("satchel_relay_expired_total", "Frames dropped because nobody fetched them in time.")
	m.cleared = m.counter("satchel_relay_cleared_total", "Frames that their sender took back.")
	m.refused = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "satchel_relay_refused_total", Help: "Requests refused, by code."}, []string{"code"})
	m.batch = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "satchel_relay_sync_batch_operations", Help: "Operations made durable by one fsync.",
		Buckets: prometheus.ExponentialBuckets(1, 2, 13)})
	m.sync = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "satchel_relay_sync_seconds", Help: "Time to make a batch durable.",
		Buckets: prometheus.ExponentialBuckets(0.0002, 2, 14)})
	queues := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "satchel_relay_queues", Help: "Queues that exist."},
		func() float64 { return float64(s.store.Info().Queues) })
	m.registry.MustRegister(m.connections, m.refused, m.batch, m.sync, queues,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) counter(name, help string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	m.registry.MustRegister(c)
	return c
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
