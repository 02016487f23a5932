/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The page: which run is shown, at which event; keys, buttons, and the fragment of
 * the address, #cell=ID&found=NUMBER&event=N, which says both; step=N is the first
 * event of a step.  With &keys=d,l,l these keys are pressed, by the same way as a
 * reader's.
 */
"use strict";

const cells = JSON.parse($("cells").textContent);
let run = null;			/* what is shown, null for none */
let shown = { cell: "", found: "" };
let here = 0;			/* the event on which one stands */

/* The page of what has failed opens at the first failure. */
const opens = document.querySelector("meta[name=opens]") ? Object.keys(cells)[0] : "";

const commands = [
	{ keys: ["Home"], label: "first", says: "before the first event", to: () => 0 },
	{ keys: ["p"], label: "previous event", says: "the previous event of consequence: a law, an spte, a pte, a freed page",
	  to: () => nextOfConsequence(run, here, -1) },
	{ keys: ["ArrowLeft", "h"], label: "back", says: "an event back", to: () => here - 1 },
	{ keys: ["ArrowRight", "l"], label: "forward", says: "an event forward", to: () => here + 1 },
	{ keys: ["n"], label: "next event", says: "the next event of consequence", to: () => nextOfConsequence(run, here, 1) },
	{ keys: ["End"], label: "last", says: "the last event", to: () => run.last },
	{ keys: ["d"], label: "decisive step", says: "the last step before the first law broke", to: decisiveStep },
	{ keys: ["?"], label: "keys", says: "this help; Escape ends it", run: help },
];

function decisiveStep() {
	return run.decisive || run.last;
}

function help() {
	if ($("help").open)
		$("help").close();
	else
		$("help").showModal();
}

function address() {
	return `#cell=${encodeURIComponent(shown.cell)}&found=${shown.found}` + (run ? `&event=${here}` : "");
}

function go(n) {
	here = Math.min(Math.max(n, 0), run.last);
	showEvent(run, here);
	$("link").href = address();
	history.replaceState(null, "", address());
}

/* Returns whether the key was one of ours. */
function press(key) {
	const command = commands.find(({ keys }) => keys.includes(key));

	if (!command)
		return false;
	if (command.run)
		command.run();
	else if (run && !$("help").open)
		go(command.to());
	else
		return false;
	return true;
}

function quoted(s) {
	return "'" + s.replaceAll("'", "'\\''") + "'";
}

function preemptions(number) {
	return `${number} preemption${number === "1" ? "" : "s"}`;
}

function lawWords(kind) {
	return kind.replaceAll(",", " ");
}

/* What runs a schedule again; make replay knows the kernel "base" and those of the exercises. */
function replayOf(cell, schedule) {
	const exercise = /^\d\d(?=-)/.exec(cell.kernel);

	if (cell.kernel !== "base" && !exercise)
		return `scripts/replay.sh -k ${cell.kernel} scenario=${cell.scenario} design=${cell.design} ` +
			`consumer=${cell.consumer} ${cell.options ? cell.options + " " : ""}${quoted(schedule)}`;
	return `make replay ${exercise ? `EX=${exercise} ` : ""}SCENARIO=${cell.scenario} DESIGN=${cell.design}` +
		(cell.consumer === "kvm" ? "" : ` CONSUMER=${cell.consumer}`) +
		(cell.options ? ` OPTIONS=${quoted(cell.options)}` : "") + ` SCHEDULE=${quoted(schedule)}`;
}

function drawCell(cell) {
	const found = cell.found.find(({ number }) => number === shown.found);
	const check = cell.how.startsWith("check ");
	const extent = (cell.bound === "all" ? "any number of preemptions" : "at most " + preemptions(cell.bound)) +
		(cell.how ? ", " + cell.how : "");

	$("title").textContent = `${cell.scenario} under ${cell.design}, consumer ${cell.consumer}` +
		(cell.options ? `, ${cell.options}` : "") + (cell.kernel === "base" ? "" : `, kernel ${cell.kernel}`);
	$("extent").textContent = check ? `The ${cell.how} of the exercise fails.` :
		`${cell.failing} of ${cell.schedules} schedules with ${extent} fail` +
		(cell.complete === "yes" ? "." : "; the search is not complete.");
	$("found").replaceChildren(...cell.found.map(({ number, kind, times, preemptions: most }) =>
		make("a", { href: `#cell=${shown.cell}&found=${number}`,
			    "aria-current": number === shown.found ? "true" : undefined },
		     make("b", {}, lawWords(kind)), check ? "" : ` in ${times}, first with ${preemptions(most)}`)));
	$("command").textContent = found ? replayOf(cell, found.schedule) : "";
	$("command").parentElement.hidden = !found;
	return found;
}

function load(cell, number) {
	const data = $(`run:${cell}:${number}`);

	run = data ? runOf(JSON.parse(data.textContent)) : null;
	$("trace").hidden = !run;
	$("missing").hidden = !!run;
	$("missing").textContent = run ? "" : number ?
		"There is no trace of this schedule, because its replay was not kept. The command above makes it again." :
		"The failures of this cell were not kept. make explore finds them again.";
	$("why").replaceChildren();
	$("console").hidden = !(run && run.console);
	if (!run)
		return;
	run.lanes = lanesOf(run);
	drawWhy(run);
	$("console").textContent = run.console;
	drawEvents(run, go);
	drawLanes(run, go);
	$("diagram").textContent = run.diagram;
	$("mermaid").textContent = run.mermaid;
}

/* Does the fragment say where in the run?  And where is that? */
function placed(wanted) {
	return wanted.has("event") || wanted.has("step");
}

function eventOfPlace(wanted) {
	if (wanted.has("event"))
		return Number(wanted.get("event")) || 0;
	return beginOf(run, Number(wanted.get("step")) || 0);
}

/* Show what the fragment says. */
function follow() {
	const wanted = new URLSearchParams(location.hash.slice(1));
	const id = wanted.get("cell") || opens;
	const cell = Object.hasOwn(cells, id) ? cells[id] : null;

	$("run").hidden = !cell;
	if (!cell) {
		run = null;
		shown = { cell: "", found: "" };
		return;
	}
	const number = wanted.get("found") || (cell.found.length ? cell.found[0].number : "");
	const fresh = id !== shown.cell || number !== shown.found;
	if (fresh) {
		shown = { cell: id, found: number };
		drawCell(cell);
		load(id, number);
	}
	if (fresh || !placed(wanted)) {
		$("run").scrollIntoView();
		$("run").focus({ preventScroll: true });
	}
	if (run)
		go(placed(wanted) ? eventOfPlace(wanted) : decisiveStep());
	for (const key of (wanted.get("keys") || "").split(",").filter(Boolean))
		document.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
}

function nameOf(key) {
	return { ArrowLeft: "left arrow", ArrowRight: "right arrow" }[key] || key;
}

function drawCommands() {
	const list = make("dl");

	for (const command of commands) {
		const { keys, label, says } = command;
		const names = keys.map(nameOf).join(" or ");
		const button = make("button", { type: "button", title: says }, label, " ",
				    make("kbd", {}, names));
		button.addEventListener("click", () => press(keys[0]));
		$("buttons").append(button);
		list.append(make("dt", {}, names), make("dd", {}, says));
	}
	const close = make("button", { type: "button" }, "close");
	close.addEventListener("click", help);
	$("help").append(make("h2", {}, "Keys"), list, close);
}

document.addEventListener("keydown", (event) => {
	if (event.ctrlKey || event.altKey || event.metaKey)
		return;
	if (press(event.key))
		event.preventDefault();
});
window.addEventListener("hashchange", follow);
drawCommands();
drawLegend();
follow();
