/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is drawn: the table of events, the lanes, what stands above them.  Nothing
 * here knows keys or addresses.
 */
"use strict";

/* An element with attributes and children; text is never read as HTML. */
function make(tag, attributes, ...children) {
	const element = document.createElement(tag);

	for (const [name, value] of Object.entries(attributes || {}))
		if (value !== false && value !== undefined)
			element.setAttribute(name, value);
	element.append(...children);
	return element;
}

function draw(name, attributes, ...children) {
	const element = document.createElementNS($("svg").namespaceURI, name);

	for (const [key, value] of Object.entries(attributes))
		element.setAttribute(key, value);
	element.append(...children);
	return element;
}

function $(id) {
	return document.getElementById(id);
}

function eventRow(run, n, go) {
	const event = run.events[n];
	const row = make("tr", { "data-event": n, class: n === run.decisive && n ? "decisive" : undefined });
	const mark = n === run.decisive && n ? "-->" : "";

	row.append(make("th", { scope: "row" }, make("span", { class: "mark" }, mark),
			event.kind === "p" ? String(event.step) : ""));
	if (event.name.startsWith("law.")) {
		row.className = "law";
		row.append(make("td", { colspan: run.actors.length || 1 }, event.words));
	} else if (!run.actors.some(([letter]) => letter === event.who)) {
		row.append(make("td", { colspan: run.actors.length || 1, class: "nobody" }, event.words));
	} else {
		for (const [letter] of run.actors)
			row.append(letter !== event.who ? make("td") :
				   make("td", { class: `kind-${event.kind}${event.dull ? " dull" : ""}` },
					event.words));
	}
	row.addEventListener("click", () => go(n));
	return row;
}

function drawEvents(run, go) {
	const head = make("tr", {}, make("th", { scope: "col" }, "step"));
	const body = make("tbody");

	for (const [letter, title] of run.actors)
		head.append(make("th", { scope: "col" }, title,
				 make("span", { class: "status", "data-actor": letter })));
	for (let n = 0; n <= run.last; n++)
		body.append(eventRow(run, n, go));
	$("events").replaceChildren(make("table", {}, make("thead", {}, head), body));
}

/* The life of a lane: a bar for each stretch in which it stays the same. */
const heights = { off: [9, 1], unknown: [5, 1], on: [2, 8], wait: [5, 5], bad: [0, 10] };

function strip(run, lane, go) {
	const svg = draw("svg", { viewBox: `0 0 ${run.last + 1} 10`, preserveAspectRatio: "none", "aria-hidden": "true" });

	for (let from = 0, to; from <= run.last; from = to) {
		const { text, look } = lane.values[from];
		for (to = from; to <= run.last && lane.values[to].text === text;)
			to++;
		const [y, height] = heights[look];
		svg.append(draw("rect", { class: look, x: from, width: to - from, y, height },
				draw("title", {}, `${from} to ${to - 1}: ${text}`)));
		if (look === "bad")
			svg.append(draw("rect", { class: "gap", x: from, width: to - from, y: 4, height: 2 }));
	}
	svg.append(draw("rect", { class: "cursor", x: 0, width: 1, y: 0, height: 10 }));
	svg.addEventListener("click", (click) => {
		const box = svg.getBoundingClientRect();
		go(Math.floor((click.clientX - box.left) / box.width * (run.last + 1)));
	});
	return svg;
}

/* What the strips mean, one of each. */
const meanings = {
	off: "no entry; free; the law holds", unknown: "not known yet", on: "an entry; held",
	wait: "an actor waits; or the pte has another page",
	bad: "a page that is free; a broken law",
};

function drawLegend() {
	for (const [look, says] of Object.entries(meanings)) {
		const [y, height] = heights[look];
		const svg = draw("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" },
				 draw("rect", { class: look, x: 0, width: 10, y, height }));
		if (look === "bad")
			svg.append(draw("rect", { class: "gap", x: 0, width: 10, y: 4, height: 2 }));
		$("strips").append(make("span", {}, svg, " " + says));
	}
	$("strips").append(make("span", {}, make("b", { class: "mark" }, "-->"), " the decisive step"));
}

function drawLanes(run, go) {
	const table = make("table", {}, make("colgroup", {}, make("col", { class: "label" }), make("col", { class: "now" }), make("col")));

	for (const group of laneGroups) {
		const lanes = run.lanes.filter((lane) => lane.group === group);
		if (!lanes.length)
			continue;
		const body = make("tbody", {}, make("tr", {}, make("th", { colspan: 3, scope: "rowgroup" }, group)));
		for (const lane of lanes)
			body.append(make("tr", { "data-lane": lane.id },
					 make("th", { scope: "row" }, lane.label),
					 make("td", { class: "value" }),
					 make("td", { class: "strip" }, strip(run, lane, go))));
		table.append(body);
	}
	$("lanes").replaceChildren(run.lanes.length ? table :
				   make("p", {}, "No event of this run tells of locks, ptes, sptes or pages."));
}

/* The row that is stood on, in sight within its own box. */
function reveal(box, row) {
	const head = box.querySelector("thead").offsetHeight;
	const top = row.offsetTop - head;

	if (top < box.scrollTop)
		box.scrollTop = top - box.clientHeight / 3;
	else if (row.offsetTop + row.offsetHeight > box.scrollTop + box.clientHeight)
		box.scrollTop = top - box.clientHeight / 2;
}

function showEvent(run, n) {
	const event = run.events[n];

	for (const row of $("events").querySelectorAll("[aria-current]"))
		row.removeAttribute("aria-current");
	const row = $("events").querySelector(`tr[data-event="${n}"]`);
	row.setAttribute("aria-current", "step");
	reveal($("events"), row);
	for (const status of $("events").querySelectorAll("[data-actor]"))
		status.textContent = actorAt(run, status.dataset.actor, n);
	for (const lane of run.lanes) {
		const line = $("lanes").querySelector(`tr[data-lane="${CSS.escape(lane.id)}"]`);
		const { text, look } = lane.values[n];
		const changed = n > 0 && lane.values[n - 1].text !== text;
		line.dataset.value = text;
		line.dataset.look = look;
		line.classList.toggle("changed", changed);
		line.querySelector(".value").textContent = text;
		line.querySelector(".cursor").setAttribute("x", n);
	}
	const who = event.who && event.who !== "-" ? event.who + ": " : "";
	const step = event.step ? `Step ${event.step}, event` : "Before step 1, event";
	$("now").textContent = `${step} ${n} of ${run.last}. ${who}${event.words}` +
		(n && n === run.decisive ? " (the decisive step)" : "");
	$("run").dataset.event = n;
}

function placeOf(law) {
	return (law.device !== "0" && law.device ? ", device " + law.device : "") +
		(/^0x0?$/.test(law.addr) || !law.addr ? "" : " at " + law.addr) +
		(law.who === "-" || !law.who ? "" : ", by " + law.who) +
		(law.judged ? "" : " (not judged)");
}

/* A law that is broken in one place in several ways is one item. */
function lawItems(laws) {
	const items = new Map();

	for (const law of laws) {
		const title = law.law + placeOf(law);
		if (!items.has(title))
			items.set(title, make("li", {}, make("b", {}, `Law ${law.law} broken`), placeOf(law)));
		items.get(title).append(make("dl", {}, make("dt", {}, "expected"), make("dd", {}, law.expected),
					     make("dt", {}, "seen"), make("dd", {}, law.seen)));
	}
	return items.values();
}

/* "damage the device reads ...": what is said, then the words. */
function saidLine(line) {
	const [, what, words] = /^(\S*) ?(.*)/.exec(line);

	return make("p", { class: "said" }, make("b", {}, (what === "check" ? "failed check" : what) + ": "), words);
}

function drawWhy(run) {
	const list = make("ul", { class: "laws" }, ...lawItems(run.laws));
	const said = run.said.map(saidLine);
	const when = run.decisive ? "" : run.laws.length ?
		"No law broke during the trace; the laws were judged when all was quiet. " : "";

	$("why").replaceChildren(...(run.laws.length ? [list] : []), ...said, ...(when ? [make("p", {}, when)] : []));
}
