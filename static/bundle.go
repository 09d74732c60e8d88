package static

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// vendored are the only bare imports there are. Anything else a module asks for
// by name is refused: a library comes in through vendor/ or not at all.
var vendored = map[string]string{
	"preact":       "vendor/preact.mjs",
	"preact/hooks": "vendor/hooks.mjs",
	"htm":          "vendor/htm.mjs",
	"leaflet":      "vendor/leaflet.mjs",
}

// bundle makes one script and one style sheet of the sources. esbuild copies
// the fonts and icons they mention, names them by content and fills in the URLs.
func (s *Site) bundle(files fs.FS) error {
	result := api.Build(api.BuildOptions{
		EntryPointsAdvanced: []api.EntryPoint{
			{InputPath: "app/main.js", OutputPath: "app"},
			{InputPath: "app/sign-in.js", OutputPath: "sign-in"},
			{InputPath: "main.css", OutputPath: "app"},
		},
		Plugins:           []api.Plugin{only(files)},
		Bundle:            true,
		Format:            api.FormatESModule,
		Splitting:         true, // a screen may import() what only it needs
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsNone, // see addLicences
		Outdir:            "/assets",
		PublicPath:        "/assets",
		EntryNames:        "[name]-[hash]",
		ChunkNames:        "[name]-[hash]",
		AssetNames:        "[name]-[hash]",
		Metafile:          true, // says what the first script needs at once
		LogLevel:          api.LogLevelSilent,
		LogLimit:          20,
	})
	if len(result.Errors) > 0 {
		var all []error
		for _, m := range api.FormatMessages(result.Errors, api.FormatMessagesOptions{}) {
			all = append(all, errors.New(strings.TrimSpace(m)))
		}
		return errors.Join(all...)
	}
	for _, f := range result.OutputFiles {
		if err := s.add(f.Path, f.Contents); err != nil {
			return err
		}
		switch name, ext := path.Base(f.Path), path.Ext(f.Path); {
		case ext == ".js" && strings.HasPrefix(name, "app-"):
			s.Script = f.Path
		case ext == ".js" && strings.HasPrefix(name, "sign-in-"):
			s.SignInScript = f.Path
		case ext == ".css":
			s.Style = f.Path
		case strings.HasPrefix(name, "icons-"):
			s.Icons = f.Path
		}
	}
	if s.Script == "" || s.Style == "" {
		return errors.New("the bundle has no script or no style sheet")
	}
	return s.addShared(result.Metafile)
}

// addShared notes the scripts that the first one imports: the page announces them,
// so that a browser need not read the first to learn of the others. Screens that
// are loaded when somebody opens them are not among them.
func (s *Site) addShared(metafile string) error {
	var meta struct {
		Outputs map[string]struct {
			Imports []struct{ Path, Kind string } `json:"imports"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return err
	}
	// The metafile names outputs by their path from the working folder.
	url := func(name string) string { return "/assets/" + path.Base(name) }
	for name, out := range meta.Outputs {
		if url(name) != s.Script {
			continue
		}
		for _, i := range out.Imports {
			if i.Kind == "import-statement" {
				s.Shared = append(s.Shared, url(i.Path))
			}
		}
	}
	slices.Sort(s.Shared)
	return nil
}

// only resolves imports to the files we were given and to nothing else, so that
// a build can neither read the disk nor depend on what is installed.
func only(files fs.FS) api.Plugin {
	resolve := func(args api.OnResolveArgs) (api.OnResolveResult, error) {
		name, part, _ := strings.Cut(args.Path, "#")
		if part != "" {
			part = "#" + part // one view of a picture
		}
		switch {
		case args.Kind == api.ResolveEntryPoint:
			name = path.Clean(name)
		case strings.HasPrefix(name, "./"), strings.HasPrefix(name, "../"):
			name = path.Join(path.Dir(args.Importer), name)
		default:
			var ok bool
			if name, ok = vendored[args.Path]; !ok {
				return api.OnResolveResult{}, fmt.Errorf("%s imports %q, which is not ours and not vendored", args.Importer, args.Path)
			}
		}
		return api.OnResolveResult{Path: name, Namespace: "static", Suffix: part}, nil
	}
	load := func(args api.OnLoadArgs) (api.OnLoadResult, error) {
		body, err := fs.ReadFile(files, args.Path)
		if err != nil {
			return api.OnLoadResult{}, err
		}
		text, loader := string(body), api.LoaderFile
		switch path.Ext(args.Path) {
		case ".js", ".mjs":
			loader = api.LoaderJS
		case ".css":
			loader = api.LoaderCSS
		}
		return api.OnLoadResult{Contents: &text, Loader: loader}, nil
	}
	return api.Plugin{Name: "only-ours", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: ".*"}, resolve)
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "static"}, load)
	}}
}
