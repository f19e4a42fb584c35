package entry

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// TestTreeHashes compares with the tree of RFC 9162 §2.1.5, which draws it for
// seven leaves, and with the vectors of Certificate Transparency's reference tree.
func TestTreeHashes(t *testing.T) {
	inputs := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := []string{
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var leaves []ID
	for i, in := range inputs {
		b, err := hex.DecodeString(in)
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, IDOf(b))
		if got := rootOf(leaves).String(); got != roots[i] {
			t.Errorf("root of %d leaves is %s, want %s", i+1, got, roots[i])
		}
	}
}

// TestLeafIsNoNode checks that what stands over two leaves is not the name of
// any entry with the same bytes.
func TestLeafIsNoNode(t *testing.T) {
	a, b := IDOf([]byte("a")), IDOf([]byte("b"))
	both := append(a[:], b[:]...)
	if n := node(a, b); n == IDOf(both) || n == sha256.Sum256(both) {
		t.Error("a node may pass as a leaf")
	}
}
