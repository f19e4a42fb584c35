package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// source holds what reflection cannot tell: comments, and the words of a string type.
type source struct {
	docs  map[string]string   // "Type" or "Type.Field" to its comment
	words map[string][]string // type name to the values of its constants, in order
}

// sourceDir finds client/api from the module's root or any folder below it.
func sourceDir() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "client", "api"), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod above the working folder")
		}
		dir = parent
	}
}

// readSource parses every Go file of dir that is not a test.
func readSource(dir string) (source, error) {
	src := source{docs: map[string]string{}, words: map[string][]string{}}
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) == 0 {
		return src, fmt.Errorf("no Go files in %s: %w", dir, err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return src, err
		}
		src.read(file)
	}
	return src, nil
}

func (s source) read(file *ast.File) {
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range gen.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				s.readType(spec, gen.Doc)
			case *ast.ValueSpec:
				s.readConst(spec)
			}
		}
	}
}

func (s source) readType(spec *ast.TypeSpec, doc *ast.CommentGroup) {
	s.docs[spec.Name.Name] = text(doc)
	if body, ok := spec.Type.(*ast.StructType); ok {
		for _, field := range body.Fields.List {
			for _, name := range field.Names {
				s.docs[spec.Name.Name+"."+name.Name] = text(field.Doc) + text(field.Comment)
			}
		}
	}
}

// readConst keeps the constants of named string types: Direct Path = "direct".
func (s source) readConst(spec *ast.ValueSpec) {
	name, ok := spec.Type.(*ast.Ident)
	if !ok || len(spec.Values) != 1 {
		return
	}
	if lit, ok := spec.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if word, err := strconv.Unquote(lit.Value); err == nil {
			s.words[name.Name] = append(s.words[name.Name], word)
		}
	}
}

func text(group *ast.CommentGroup) string {
	return strings.Join(strings.Fields(group.Text()), " ")
}
