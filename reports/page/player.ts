/// <reference lib="dom" />
import { ancestorsOf } from '../../sim/record/story/ancestors.ts';
import { secondsText } from '../../sim/record/story/row-words.ts';
import { rowLine, showCone } from './cone-list.ts';
import type { Controls } from './controls.ts';
import { hitAt } from './hit.ts';
import { Instants } from './instant.ts';
import { keysByInterest, type Layout, layOutStory } from './layout.ts';
import { paintOverlay, paintOverview } from './paint-overlay.ts';
import { type Palette, readPalette } from './palette.ts';
import { type MachineSpan, machineSpansOf, type RoleSpan, roleSpansOf } from './role-spans.ts';
import { nextStop } from './row-class.ts';
import { RowIndex } from './row-index.ts';
import { paintScene, type Scene } from './scene.ts';
import { StateHistory } from './state-history.ts';
import { StateTable } from './state-table.ts';
import type { StoryPage } from './story-bytes.ts';
import { following, type TimeSpan, Viewport, within, zoomed } from './viewport.ts';

const KEYS_SHOWN = 3;
const ALL_KEYS = '';
const BEFORE_BROKEN_MICROS = 400_000;
const AFTER_BROKEN_MICROS = 25_000;

/** Shows one run: a picture of a span of it, an instant in it, and what led to what was chosen. */
export class Player {
  readonly #story: StoryPage;
  readonly #controls: Controls;
  readonly #index: RowIndex;
  readonly #history: StateHistory;
  readonly #instants: Instants;
  readonly #table: StateTable;
  readonly #roles: ReadonlyMap<number, readonly RoleSpan[]>;
  readonly #machines: ReadonlyMap<number, readonly MachineSpan[]>;
  readonly #keys: readonly string[];
  /** How far the picture goes: what broke at the very end is not at the edge. */
  readonly #limitMicros: number;
  #palette: Palette = readPalette();
  #group: number;
  #key: string | null = null;
  #span: TimeSpan;
  #nowMicros: number;
  #row: number | null = null;
  #operation: number | null = null;
  #cone: readonly number[] | null = null;
  #coneSet: ReadonlySet<number> | null = null;
  #layout: Layout;
  #isSceneDue = true;
  #isFrameAsked = false;

  constructor(story: StoryPage, controls: Controls) {
    this.#story = story;
    this.#controls = controls;
    this.#index = new RowIndex(story.rows);
    this.#history = new StateHistory(story.states);
    this.#instants = new Instants(story);
    this.#table = new StateTable(controls.state, controls.files);
    this.#roles = roleSpansOf(story);
    this.#machines = machineSpansOf(story);
    this.#keys = keysByInterest(story);
    const { violationRow, rows, openMicros, endMicros } = story;
    const broken = violationRow === null ? 0 : (rows.group[violationRow] as number);
    this.#group = story.groups.includes(broken) ? broken : (story.groups[0] ?? 1);
    this.#nowMicros = openMicros;
    this.#limitMicros = endMicros + (violationRow === null ? 0 : AFTER_BROKEN_MICROS);
    this.#span =
      violationRow === null
        ? { fromMicros: 0, untilMicros: this.#limitMicros }
        : within(
            {
              fromMicros: openMicros - BEFORE_BROKEN_MICROS,
              untilMicros: openMicros + AFTER_BROKEN_MICROS,
            },
            this.#limitMicros,
          );
    this.#layout = this.#layOut();
    this.#chooseFirst();
  }

  get group(): number {
    return this.#group;
  }

  /** Goes to an instant; the picture follows. */
  goTo(atMicros: number): void {
    this.#nowMicros = Math.min(Math.max(0, atMicros), this.#story.endMicros);
    const span = following(this.#span, this.#nowMicros, this.#limitMicros);
    this.#isSceneDue ||= span !== this.#span;
    this.#span = span;
    this.#ask();
  }

  /** Goes to the next event, or the one before, or `count` of them on. */
  step(direction: 1 | -1, count = 1): void {
    let row = this.#row ?? this.#index.lastAt(this.#nowMicros);
    const wanted = { group: this.#group, heartbeats: this.#controls.heartbeats.checked };
    for (let i = 0; i < count; i++) {
      row = nextStop(this.#story.rows, row, direction, wanted) ?? row;
    }
    this.chooseRow(row);
  }

  toEnd(end: 'first' | 'last'): void {
    const { rows } = this.#story;
    const wanted = { group: this.#group, heartbeats: false };
    const row =
      end === 'first' ? nextStop(rows, -1, 1, wanted) : nextStop(rows, rows.count, -1, wanted);
    if (row !== null) {
      this.chooseRow(row);
    }
  }

  toBroken(): void {
    if (this.#story.violationRow !== null) {
      this.chooseRow(this.#story.violationRow, this.#story.openMicros);
    }
  }

  /** Shows what led to an event. */
  chooseRow(row: number, atMicros = this.#story.rows.atMicros[row] as number): void {
    this.#row = row;
    this.#operation = null;
    this.#controls.title.textContent = rowLine(this.#story, row);
    this.#chooseCone([row]);
    this.goTo(atMicros);
  }

  /** Shows what led to the outcome of an operation. */
  chooseOperation(id: number): void {
    const operation = this.#story.operations[id];
    if (operation !== undefined) {
      this.#row = null;
      this.#operation = id;
      this.#controls.title.textContent = `Operation ${id} of client ${operation.client}: ${operation.words}`;
      this.#chooseCone(operation.rows);
      this.goTo(operation.untilMicros ?? operation.fromMicros);
    }
  }

  clear(): void {
    this.#row = null;
    this.#operation = null;
    this.#cone = null;
    this.#coneSet = null;
    this.#controls.title.textContent = 'Nothing is chosen';
    this.#controls.words.textContent =
      'Choose an event or an operation in the picture to see what led to it.';
    this.#controls.cone.replaceChildren();
    this.redraw();
  }

  chooseGroup(group: number): void {
    this.#group = group;
    this.#layout = this.#layOut();
    this.redraw();
  }

  /** @param key - null for the first few, '' for all */
  chooseKey(key: string | null): void {
    this.#key = key;
    this.#layout = this.#layOut();
    this.redraw();
  }

  zoom(factor: number, atMicros = this.#nowMicros): void {
    this.#span = zoomed(this.#span, factor, atMicros, this.#limitMicros);
    this.redraw();
  }

  showAll(): void {
    this.#span = { fromMicros: 0, untilMicros: this.#limitMicros };
    this.redraw();
  }

  /** Moves the picture by so many pixels. */
  pan(pixels: number): void {
    const { fromMicros, untilMicros } = this.#span;
    const by = (pixels / this.#viewport().width) * (untilMicros - fromMicros);
    this.#span = within(
      { fromMicros: fromMicros - by, untilMicros: untilMicros - by },
      this.#limitMicros,
    );
    this.redraw();
  }

  /** Centres the picture on an instant. */
  centre(atMicros: number): void {
    const length = this.#span.untilMicros - this.#span.fromMicros;
    this.#span = within(
      { fromMicros: atMicros - length / 2, untilMicros: atMicros + length / 2 },
      this.#limitMicros,
    );
    this.#isSceneDue = true;
    this.goTo(atMicros);
  }

  /** What was pointed at is chosen; where nothing is, the instant is. */
  point(x: number, y: number): void {
    const { rows } = this.#story;
    const viewport = this.#viewport();
    const hit = hitAt(
      { x, y },
      {
        layout: this.#layout,
        viewport,
        index: this.#index,
        rows,
        group: this.#group,
        heartbeats: this.#controls.heartbeats.checked,
      },
    );
    switch (hit.kind) {
      case 'row':
        this.chooseRow(hit.row);
        return;
      case 'operation':
        this.chooseOperation(hit.id);
        return;
      case 'lane':
        this.#table.choose(hit.node);
        this.#ask();
        return;
      case 'nothing':
        this.#row = null;
        this.goTo(viewport.micros(x));
        return;
    }
  }

  /** Draws everything anew: the size, the theme or the span has changed. */
  redraw(): void {
    this.#isSceneDue = true;
    this.#ask();
  }

  changeTheme(): void {
    this.#palette = readPalette();
    this.redraw();
  }

  #ask(): void {
    if (!this.#isFrameAsked) {
      this.#isFrameAsked = true;
      requestAnimationFrame(() => this.#draw());
    }
  }

  #draw(): void {
    this.#isFrameAsked = false;
    const { time, now, overlay, overview, hint } = this.#controls;
    const scene = this.#scene();
    if (this.#isSceneDue) {
      this.#isSceneDue = false;
      const brush = brushOf(this.#controls.scene, scene.layout.height);
      hint.textContent = brush === null ? '' : paintScene(brush, scene);
      this.#controls.box.style.height = `${scene.layout.height}px`;
      paintOverview(brushOf(overview, OVERVIEW_PX), scene, overview.clientWidth);
    }
    paintOverlay(brushOf(overlay, scene.layout.height), scene, this.#nowMicros);
    time.value = `${Math.round(this.#nowMicros)}`;
    now.textContent = `${secondsText(this.#nowMicros)} s`;
    time.setAttribute('aria-valuetext', now.textContent);
    const values = this.#history.at(this.#nowMicros);
    const nodes = this.#instants.nodesAt(this.#layout.lanes, values);
    this.#table.show(nodes, (node) => this.#instants.filesAt(values, node));
  }

  #scene(): Scene {
    return {
      story: this.#story,
      index: this.#index,
      layout: this.#layout,
      viewport: this.#viewport(),
      palette: this.#palette,
      group: this.#group,
      roles: this.#roles,
      machines: this.#machines,
      heartbeats: this.#controls.heartbeats.checked,
      cone: this.#coneSet,
      chosenOperation: this.#operation,
    };
  }

  #viewport(): Viewport {
    const width = this.#controls.box.clientWidth;
    const left = width < 600 ? 40 : 78;
    return new Viewport(this.#span, left, width - left - 4);
  }

  #layOut(): Layout {
    const keys =
      this.#key === null
        ? this.#keys.slice(0, KEYS_SHOWN)
        : this.#key === ALL_KEYS
          ? this.#keys
          : [this.#key];
    return layOutStory(this.#story, this.#group, keys);
  }

  #chooseCone(from: readonly number[]): void {
    this.#cone = ancestorsOf(this.#story.rows, from);
    this.#coneSet = new Set(this.#cone);
    this.#isSceneDue = true;
    const { words, cone } = this.#controls;
    const others = this.#cone.length - 1;
    words.textContent =
      others > 0
        ? `${others.toLocaleString('en-US')} events led to it, the newest first:`
        : 'Nothing that is recorded led to it.';
    showCone(cone, this.#story, this.#cone, (row) => this.chooseRow(row));
  }

  /** What broke; in a run that passed, nothing. */
  #chooseFirst(): void {
    const failing = this.#story.operations.find(({ isFailing }) => isFailing);
    if (failing !== undefined) {
      this.#key = failing.key;
      this.#layout = this.#layOut();
    }
    if (this.#story.violationRow === null) {
      this.clear();
    } else {
      this.toBroken();
    }
  }
}

const OVERVIEW_PX = 44;

/** A brush for a canvas as wide as its place on the page, sharp on every screen. */
function brushOf(canvas: HTMLCanvasElement, height: number): CanvasRenderingContext2D | null {
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const size = [Math.round(width * scale), Math.round(height * scale)] as const;
  if (canvas.width !== size[0] || canvas.height !== size[1]) {
    [canvas.width, canvas.height] = size;
    canvas.style.height = `${height}px`;
  }
  const brush = canvas.getContext('2d');
  brush?.setTransform(scale, 0, 0, scale, 0, 0);
  return brush;
}
