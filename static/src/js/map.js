// A map without tiles: the district's wards behind, areas of orders before them; where a form has one, an area is drawn on it.
// The page works without it: the area is in words and as a drawing, and the form takes it as text or as a file.
import L from 'leaflet'
import '@geoman-io/leaflet-geoman-free'

const WARD = { color: '#8a99a8', weight: 1, fillColor: '#eef2f6', fillOpacity: 1, interactive: false, pmIgnore: true }
const AREA = { color: '#1d4f76', weight: 3, fillColor: '#1d4f76', fillOpacity: 0.25, pmIgnore: true }
const DRAWN = { color: '#8f2a1c', weight: 3, fillColor: '#8f2a1c', fillOpacity: 0.2 }
const PLACES = 6

async function load (url) {
  const answer = await fetch(url, { headers: { Accept: 'application/geo+json' } })
  return answer.ok ? answer.json() : null
}

function round (rings) {
  return rings.map(ring => ring.map(([x, y]) => [Number(x.toFixed(PLACES)), Number(y.toFixed(PLACES))]))
}

// One corner on each line, latitude then longitude; a blank line begins another shape.
function corners (text) {
  const shapes = [[]]
  for (const line of text.split('\n')) {
    const found = line.match(/^\s*(-?\d+(?:\.\d+)?)[,;\s]+(-?\d+(?:\.\d+)?)\s*$/)
    if (found) shapes.at(-1).push([Number(found[1]), Number(found[2])])
    else if (!line.trim()) shapes.push([])
    else return []
  }
  return shapes.filter(shape => shape.length > 2).map(shape => L.polygon(shape, DRAWN))
}

class AreaMap {
  constructor (holder) {
    this.holder = holder
    this.canvas = document.createElement('div')
    this.canvas.className = 'cw-map__canvas'
    this.canvas.setAttribute('role', 'application')
    this.canvas.setAttribute('aria-label', holder.dataset.label || 'Map')
    this.input = document.getElementById(holder.dataset.input || '')
    holder.append(this.canvas)
    holder.hidden = false
    this.map = L.map(this.canvas, { attributionControl: false, zoomSnap: 0.25, fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false })
    this.map.setView([52.33, -0.18], 10)
    this.wards = this.map.createPane('wards')
    this.wards.classList.add('cw-map__wards')
    this.drawn = L.featureGroup().addTo(this.map)
    if (this.input) this.startDrawing()
  }

  async show () {
    const { wards, shapes, shape } = this.holder.dataset
    const held = shape ? JSON.parse(shape) : shapes ? await load(shapes) : null
    const areas = held ? this.areas(held) : null
    const behind = wards ? await load(wards) : null
    const ground = behind ? L.geoJSON(behind, { style: WARD, pane: 'wards' }).addTo(this.map) : null
    const first = this.drawn.getLayers().length ? this.drawn : areas && areas.getLayers().length ? areas : ground
    if (first && first.getBounds().isValid()) this.map.fitBounds(first.getBounds().pad(first === ground ? 0 : 0.4), { animate: false, maxZoom: 17 })
    const sketch = this.holder.nextElementSibling
    if (areas && sketch && sketch.matches('figure[data-cw="sketch"]')) sketch.hidden = true
    this.holder.dataset.ready = 'true'
  }

  areas (held) {
    const features = (held.features || [held]).filter(each => each.geometry)
    return L.geoJSON({ type: 'FeatureCollection', features }, {
      style: feature => {
        const status = (feature.properties && feature.properties.status) || 'In force'
        return status === 'In force' ? AREA : { ...AREA, dashArray: '6 6', fillOpacity: 0.08, color: status === 'Proposed' ? '#8a5a00' : '#5a6772' }
      },
      onEachFeature: (feature, layer) => {
        const { title, name, status, page } = feature.properties || {}
        if (!page) return
        const link = document.createElement('a')
        link.href = page
        link.textContent = title || name
        const words = document.createElement('p')
        words.append(link, document.createTextNode(status ? ` ${status}` : ''))
        layer.bindPopup(words)
      }
    }).addTo(this.map)
  }

  startDrawing () {
    this.holder.classList.add('cw-map--drawing')
    this.corners = []
    this.line = L.polyline([], { ...DRAWN, dashArray: '6 6', pmIgnore: true }).addTo(this.map)
    const bar = document.createElement('div')
    bar.className = 'cw-map__bar'
    bar.setAttribute('role', 'group')
    bar.setAttribute('aria-label', 'Drawing the area')
    this.status = document.createElement('p')
    this.status.className = 'cw-map__status'
    this.status.setAttribute('role', 'status')
    for (const [text, deed] of [
      ['Draw the area', () => this.draw()], ['Add a corner at the cross', () => this.corner()],
      ['Take back the last corner', () => this.back()], ['Close the shape', () => this.close()], ['Clear', () => this.clear()]
    ]) {
      const button = document.createElement('button')
      button.type = 'button'
      button.className = 'govuk-button govuk-button--secondary'
      button.textContent = text
      button.addEventListener('click', deed)
      bar.append(button)
    }
    this.holder.prepend(bar)
    this.holder.append(this.status)
    this.map.on('pm:create', event => this.keep(event.layer))
    this.input.addEventListener('change', () => this.read())
    this.read()
  }

  say (words) { this.status.textContent = words }

  draw () {
    this.map.pm.enableDraw('Polygon', { snappable: false, tooltips: false, pathOptions: DRAWN, templineStyle: DRAWN, hintlineStyle: { ...DRAWN, dashArray: '6 6' } })
    this.say('Click or tap each corner on the map; click the first corner again to close the shape.')
  }

  corner () {
    this.map.pm.disableDraw()
    this.corners.push(this.map.getCenter())
    this.line.setLatLngs(this.corners)
    this.say(`${this.corners.length} corners. Move the map with the arrow keys, then add the next one.`)
  }

  back () {
    this.corners.pop()
    this.line.setLatLngs(this.corners)
    this.say(`${this.corners.length} corners.`)
  }

  close () {
    if (this.corners.length < 3) return this.say('A shape needs at least three corners.')
    const layer = L.polygon(this.corners, DRAWN)
    this.forget()
    this.keep(layer)
  }

  clear () {
    this.map.pm.disableDraw()
    this.drawn.clearLayers()
    this.forget()
    this.input.value = ''
    this.say('Nothing is drawn. The area stays as it is saved.')
  }

  forget () {
    this.corners = []
    this.line.setLatLngs([])
  }

  keep (layer) {
    if (layer.pm) layer.pm.disable()
    layer.options.pmIgnore = true
    this.drawn.addLayer(layer)
    const polygons = this.drawn.toGeoJSON().features.map(feature => round(feature.geometry.coordinates))
    const geometry = polygons.length === 1 ? { type: 'Polygon', coordinates: polygons[0] } : { type: 'MultiPolygon', coordinates: polygons }
    this.input.value = JSON.stringify(geometry)
    this.say(`${polygons.length === 1 ? 'One shape' : `${polygons.length} shapes`} drawn. Draw another, or save.`)
  }

  read () {
    this.drawn.clearLayers()
    const text = this.input.value.trim()
    if (!text) return
    try {
      const layers = /^[-\d]/.test(text) ? corners(text) : L.geoJSON(JSON.parse(text), { style: DRAWN }).getLayers()
      for (const layer of layers) this.drawn.addLayer(layer)
      if (layers.length) this.map.fitBounds(this.drawn.getBounds().pad(0.4), { animate: false, maxZoom: 17 })
    } catch { this.say('The text is not an area that can be drawn.') }
  }
}

for (const holder of document.querySelectorAll('[data-cw="map"]')) new AreaMap(holder).show()
