// Package arch holds the house's floors as one table (table_test.go) and fails
// when a package imports what its row does not allow, or has no row.
package arch
