// Builds static/vendor from static/src: one style sheet, one script, one starter, the map for the pages that have one, and the
// licences of what they contain.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import * as sass from 'sass'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const out = join(root, 'static', 'vendor')
mkdirSync(join(out, 'licences'), { recursive: true })

const css = sass.compile(join(root, 'static/src/scss/casework.scss'), {
  style: 'compressed', loadPaths: [join(root, 'node_modules')], quietDeps: true
}).css
for (const banned of ['GDS Transport', 'govuk-crest', '/assets/fonts']) {
  if (css.includes(banned)) throw new Error(`the style sheet names ${banned}`)
}
writeFileSync(join(out, 'casework.css'), css.endsWith('\n') ? css : `${css}\n`)

await build({
  entryPoints: [join(root, 'static/src/js/casework.js')], bundle: true, format: 'esm', minify: true, target: 'es2020',
  legalComments: 'none', outfile: join(out, 'casework.js'), absWorkingDir: root
})
// Only pages with a map ask for these two. Pictures go into the style sheet, so that nothing else is fetched.
for (const [entry, outfile] of [['map.js', 'map.js'], ['map.css', 'map.css']]) {
  await build({
    entryPoints: [join(root, 'static/src/js', entry)], bundle: true, format: 'esm', minify: true, target: 'es2020',
    legalComments: 'none', loader: { '.png': 'dataurl', '.svg': 'dataurl' }, outfile: join(out, outfile), absWorkingDir: root
  })
}
copyFileSync(join(root, 'static/src/js/start.js'), join(out, 'start.js'))

// The npm package of govuk-frontend carries no licence file, so its text is kept beside the sources.
const licences = {
  'govuk-frontend': join(root, 'static/src/licences/govuk-frontend.txt'),
  'accessible-autocomplete': join(root, 'node_modules/accessible-autocomplete/LICENSE.txt'),
  leaflet: join(root, 'node_modules/leaflet/LICENSE'),
  '@geoman-io/leaflet-geoman-free': join(root, 'node_modules/@geoman-io/leaflet-geoman-free/LICENSE')
}
// What the drawing tool has built into it.
const within = [
  '@turf/boolean-contains', '@turf/helpers', 'lodash', 'polyclip-ts', 'splaytree-ts', 'bignumber.js', 'point-in-polygon-hao',
  'robust-predicates', 'rbush', 'quickselect', 'tinyqueue'
]
for (const name of within) {
  const file = ['LICENSE', 'LICENSE.md', 'LICENCE.md', 'LICENSE.txt', 'license'].map(each => join(root, 'node_modules', name, each)).find(existsSync)
  if (file) licences[name] = file
}
for (const [name, file] of Object.entries(licences)) {
  const version = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version
  writeFileSync(join(out, 'licences', `${name.replace('@', '').replace('/', '-')}.txt`), `${name} ${version}\n\n${readFileSync(file, 'utf8')}`)
}
