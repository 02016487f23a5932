/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A run as the page holds it.
 *
 *	actors		[letter, title], in their order
 *	events[n]	an event; 0 stands for "before the first"
 *	events[n].step	of which step of the schedule it is, counted as gdb and the
 *			schedule count: each point that an actor leaves begins one; 0
 *			is what was before
 *	events[n].is	what ptes and pages are after it: notes that end in ".is"
 *	broken		the first event that says a broken law, or 0
 *	decisive	the last schedule point before that, or 0
 */
"use strict";

function eventOf(line) {
	const [head, words] = line.split("\t");
	const [who, kind, name, a, b, device, dull] = head.split(" ");
	return { who, kind, name, a, b, device: Number(device), dull: dull === "1", words, is: [], step: 0 };
}

/* What ptes and pages are is noted at the end of a step, perhaps behind locks that
 * were taken or given back: it comes of what stands before these. */
function settles(run) {
	let n = run.events.length - 1;

	while (/[luw]/.test(run.events[n].kind) && run.events[n - 1].step === run.events[n].step)
		n--;
	return run.events[n];
}

function runOf(raw) {
	const start = { who: "-", kind: "", name: "", words: "before the first event", is: [], step: 0 };
	const run = { ...raw, events: [start], broken: 0, decisive: 0 };
	let point = 0, step = 0;

	for (const line of raw.events.split("\n")) {
		if (!line)
			continue;
		const event = eventOf(line);
		if (event.name.endsWith(".is")) {
			settles(run).is.push(event);
			continue;
		}
		if (event.kind === "p")
			step++;
		event.step = step;
		run.events.push(event);
		const n = run.events.length - 1;
		if (event.kind === "p")
			point = n;
		if (!run.broken && event.name.startsWith("law.")) {
			run.broken = n;
			run.decisive = point;
		}
	}
	run.last = run.events.length - 1;
	return run;
}

/* The event with which a step begins, the last event where there is no such step. */
function beginOf(run, step) {
	const n = run.events.findIndex((event) => event.step === step);

	return n < 0 ? run.last : n;
}

/* What an actor will do, or does, once the first n events were made. */
function actorAt(run, letter, n) {
	let last = null;

	for (let i = 1; i <= n; i++) {
		if (run.events[i].who !== letter)
			continue;
		last = run.events[i];
		if (last.kind === "d")
			return "done";
	}
	if (last && last.kind === "w")
		return last.words.replace(/^\.\.\. /, "");
	for (let i = n + 1; i <= run.last; i++) {
		const next = run.events[i];
		if (next.who !== letter)
			continue;
		return next.kind === "p" ? "held at " + next.name : "under way";
	}
	return last ? "does not go on" : "not begun";
}

/* Events that change what the device or the process has, or break a law. */
function ofConsequence(run, n) {
	const event = run.events[n];

	return /^(law|spte)\./.test(event.name) ||
		event.is.some((is) => is.name === "pte.is" || is.b === "0");
}

function nextOfConsequence(run, n, way) {
	for (let i = n + way; i >= 1 && i <= run.last; i += way)
		if (ofConsequence(run, i))
			return i;
	return n;
}
