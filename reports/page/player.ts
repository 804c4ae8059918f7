/// <reference lib="dom" />
import { secondsText } from '../../sim/record/story/row-words.ts';
import { Choice } from './choice.ts';
import type { Controls } from './controls.ts';
import { hitAt } from './hit.ts';
import { Instants } from './instant.ts';
import { nextOperation } from './next-operation.ts';
import { paintOverlay, paintOverview } from './paint-overlay.ts';
import { type Palette, readPalette } from './palette.ts';
import { type MachineSpan, machineSpansOf, type RoleSpan, roleSpansOf } from './role-spans.ts';
import { nextStop } from './row-class.ts';
import { RowIndex } from './row-index.ts';
import { paintScene, type Scene } from './scene.ts';
import { sharpBrush } from './sharp-brush.ts';
import { Sight } from './sight.ts';
import { StateHistory } from './state-history.ts';
import { StateTable } from './state-table.ts';
import type { StoryPage } from './story-bytes.ts';

const OVERVIEW_PX = 44;

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
  readonly #choice: Choice;
  readonly #sight: Sight;
  #palette: Palette = readPalette();
  #nowMicros: number;
  #isSceneDue = true;
  #isFrameAsked = false;

  constructor(story: StoryPage, controls: Controls) {
    this.#story = story;
    this.#controls = controls;
    this.#index = new RowIndex(story.rows);
    this.#history = new StateHistory(story.states);
    this.#instants = new Instants(story);
    this.#table = new StateTable(controls.state, controls.files, () => this.#ask());
    this.#roles = roleSpansOf(story);
    this.#machines = machineSpansOf(story);
    this.#choice = new Choice(story, controls, (row) => this.chooseRow(row));
    this.#sight = new Sight(story);
    this.#nowMicros = story.openMicros;
    if (story.violationRow === null) {
      this.clear();
    } else {
      this.toBroken();
    }
  }

  get group(): number {
    return this.#sight.group;
  }

  /** Goes to an instant; the picture follows. */
  goTo(atMicros: number): void {
    this.#nowMicros = Math.min(Math.max(0, atMicros), this.#story.endMicros);
    this.#isSceneDue = this.#sight.follow(this.#nowMicros) || this.#isSceneDue;
    this.#ask();
  }

  /** Goes to the next event, or the one before, or `count` of them on. */
  step(direction: 1 | -1, count = 1): void {
    let row = this.#choice.row ?? this.#index.lastAt(this.#nowMicros);
    const wanted = { group: this.group, heartbeats: this.#controls.heartbeats.checked };
    for (let i = 0; i < count; i++) {
      row = nextStop(this.#story.rows, row, direction, wanted) ?? row;
    }
    this.chooseRow(row);
  }

  /** Chooses the next operation of the keys that are shown, or the one before. */
  stepOperation(direction: 1 | -1): void {
    const operation = nextOperation(this.#story.operations, direction, {
      keys: this.#sight.keys,
      chosen: this.#choice.operation,
      nowMicros: this.#nowMicros,
    });
    if (operation !== undefined) {
      this.chooseOperation(operation.id);
    }
  }

  toEnd(end: 'first' | 'last'): void {
    const { rows } = this.#story;
    const wanted = { group: this.group, heartbeats: false };
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
    this.#choice.chooseRow(row);
    this.#isSceneDue = true;
    this.goTo(atMicros);
  }

  /** Shows what led to the outcome of an operation. */
  chooseOperation(id: number): void {
    const operation = this.#story.operations[id];
    if (operation !== undefined) {
      this.#choice.chooseOperation(operation);
      this.#isSceneDue = true;
      this.goTo(operation.untilMicros ?? operation.fromMicros);
    }
  }

  clear(): void {
    this.#choice.clear();
    this.redraw();
  }

  chooseGroup(group: number): void {
    this.#sight.chooseGroup(group);
    this.redraw();
  }

  /** @param key - null for the first few, '' for all */
  chooseKey(key: string | null): void {
    this.#sight.chooseKey(key);
    this.redraw();
  }

  zoom(factor: number): void {
    this.#sight.zoom(factor, this.#nowMicros);
    this.redraw();
  }

  showAll(): void {
    this.#sight.showAll();
    this.redraw();
  }

  /** Moves the picture by so many pixels. */
  pan(pixels: number): void {
    this.#sight.pan(pixels, this.#controls.box.clientWidth);
    this.redraw();
  }

  /** Centres the picture on an instant. */
  centre(atMicros: number): void {
    this.#sight.centre(atMicros);
    this.#isSceneDue = true;
    this.goTo(atMicros);
  }

  /** What was pointed at is chosen; where nothing is, the instant is. */
  point(x: number, y: number): void {
    const scene = this.#scene();
    const hit = hitAt({ x, y }, { ...scene, rows: this.#story.rows });
    switch (hit.kind) {
      case 'row':
        this.chooseRow(hit.row);
        return;
      case 'operation':
        this.chooseOperation(hit.id);
        return;
      case 'lane':
        this.#table.choose(hit.node);
        return;
      case 'nothing':
        this.#choice.leaveRow();
        this.goTo(scene.viewport.micros(x));
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
      const brush = sharpBrush(this.#controls.scene, scene.layout.height);
      hint.textContent = brush === null ? '' : paintScene(brush, scene);
      this.#controls.box.style.height = `${scene.layout.height}px`;
      paintOverview(sharpBrush(overview, OVERVIEW_PX), scene, overview.clientWidth);
    }
    paintOverlay(sharpBrush(overlay, scene.layout.height), scene, this.#nowMicros);
    time.value = `${Math.round(this.#nowMicros)}`;
    now.textContent = `${secondsText(this.#nowMicros)} s`;
    time.setAttribute('aria-valuetext', now.textContent);
    const values = this.#history.at(this.#nowMicros);
    const nodes = this.#instants.nodesAt(scene.layout.lanes, values);
    this.#table.show(nodes, (node) => this.#instants.filesAt(values, node));
  }

  #scene(): Scene {
    return {
      story: this.#story,
      index: this.#index,
      layout: this.#sight.layout,
      viewport: this.#sight.viewport(this.#controls.box.clientWidth),
      palette: this.#palette,
      group: this.group,
      roles: this.#roles,
      machines: this.#machines,
      heartbeats: this.#controls.heartbeats.checked,
      cone: this.#choice.cone,
      chosenOperation: this.#choice.operation,
    };
  }
}
