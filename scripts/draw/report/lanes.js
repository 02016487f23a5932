/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The lanes of state: what locks, ptes, sptes, TLB entries, pages and laws are
 * after each step, from the events up to it.
 *
 * lanesOf(run) returns a list of { group, id, label, values }; values[n] is
 * { text, look } after n steps.  The looks: "off" nothing there, "on", "wait"
 * (somebody waits, or the pte says something else), "bad" (a freed page, a broken
 * law), "unknown" (no event has told yet).
 */
"use strict";

const laneGroups = ["laws", "locks", "ptes", "sptes", "TLB entries", "pages"];

const unknown = null;		/* not told yet */
const nothing = "";

function pageOf(addr) {
	return addr.length > 3 ? addr.slice(0, -3) + "000" : addr;
}

function pteOf(value) {
	const flags = parseInt(value.slice(-1), 16);

	if (value.length < 2 || !(flags & 1))
		return nothing;
	return value.slice(0, -1) + (flags & 2 ? "" : " read-only");
}

/* tlb.fill says the device and the address, or the address and the pfn. */
function tlbFill(event) {
	return event.a.length > 3 ? pageOf(event.a) : pageOf(event.b);
}

class Machine {
	constructor(run) {
		this.run = run;
		this.fills = run.events.some((event) => event.name === "tlb.fill");
		this.lanes = new Map();
		this.waits = new Map();		/* actor: the lock that it waits for */
		this.declare();
	}

	lane(group, id, label, raw) {
		if (!this.lanes.has(id))
			this.lanes.set(id, { group, id, label, raw, values: [] });
		return this.lanes.get(id);
	}

	spte(event, raw) {
		const addr = pageOf(event.a);

		return this.lane("sptes", `spte ${event.device} ${addr}`, `device ${event.device}, ${addr}`, raw);
	}

	tlb(device, addr) {
		return this.lane("TLB entries", `tlb ${device} ${addr}`, `device ${device}, ${addr}`, unknown);
	}

	/* All entries of a device, or those of one page. */
	tlbsOf(device, addr) {
		return [...this.lanes.values()].filter((lane) => addr ?
			lane.id === `tlb ${device} ${addr}` : lane.id.startsWith(`tlb ${device} `));
	}

	lock(event) {
		return this.lane("locks", `lock ${event.name} ${event.a}`, event.name,
				 { holders: [], waiters: [] });
	}

	law(event) {
		const addr = event.a.length > 3 ? " at " + event.a : "";
		const device = event.device ? ", device " + event.device : "";

		return this.lane("laws", `law ${event.name.slice(4)} ${event.a} ${event.device}`,
				 event.name.slice(4) + addr + device, nothing);
	}

	/* Every lane that the run will need, as it is before the first event. */
	declare() {
		for (const event of this.run.events) {
			if (event.name === "spte.set" || event.name === "spte.zap")
				this.spte(event, event.name === "spte.zap" ? event.b : nothing);
			else if (event.name.startsWith("law."))
				this.law(event);
			else if (event.kind === "l" || event.kind === "u")
				this.lock(event);
			for (const is of event.is)
				this.settle(is, unknown);
		}
		for (const event of this.run.events) {
			if (event.name === "tlb.fill")
				this.tlb(event.device, tlbFill(event));
			else if (!this.fills && /^(load|store)\.value$/.test(event.name))
				this.tlb(event.device, pageOf(event.a));
			else if (event.name === "tlb.flush")
				for (const lane of [...this.lanes.values()])
					if (lane.id.startsWith(`spte ${event.device} `))
						this.tlb(event.device, lane.id.split(" ")[2]);
		}
		const names = {};
		for (const lane of this.lanes.values())
			if (lane.group === "locks")
				(names[lane.label] ||= []).push(lane);
		for (const lanes of Object.values(names))
			if (lanes.length > 1)
				lanes.forEach((lane, i) => { lane.label += " #" + (i + 1); });
	}

	/* A note that says what is. */
	settle(is, raw) {
		if (is.name === "pte.is")
			this.lane("ptes", `pte ${pageOf(is.a)}`, pageOf(is.a), unknown).raw = raw;
		else if (is.name === "page.is")
			this.lane("pages", `page ${is.a}`, `pfn ${is.a}`, unknown).raw = raw;
	}

	rawOf(id) {
		const lane = this.lanes.get(id);

		return lane ? lane.raw : unknown;
	}

	sleeps(n) {
		const who = this.run.events[n].who;

		for (let i = n + 1; i <= this.run.last; i++)
			if (this.run.events[i].who === who)
				return this.run.events[i].kind === "w";
		return false;
	}

	locks(event, n) {
		const drop = (list) => {
			const i = list.indexOf(event.who);
			if (i >= 0)
				list.splice(i, 1);
		};

		if (event.kind === "l") {
			const raw = this.lock(event).raw;
			if (this.sleeps(n)) {
				raw.waiters.push(event.who);
				this.waits.set(event.who, raw);
			} else {
				raw.holders.push(event.who);
			}
		} else if (event.kind === "u") {
			drop(this.lock(event).raw.holders);
		} else if (event.kind !== "w" && this.waits.has(event.who)) {
			const raw = this.waits.get(event.who);
			drop(raw.waiters);
			raw.holders.push(event.who);
			this.waits.delete(event.who);
		}
	}

	device(event) {
		if (event.name === "spte.set") {
			const lane = this.spte(event);
			if (lane.raw)
				for (const tlb of this.tlbsOf(event.device, pageOf(event.a)))
					tlb.raw = nothing;
			lane.raw = event.b;
		} else if (event.name === "spte.zap") {
			this.spte(event).raw = nothing;
		} else if (event.name === "tlb.flush") {
			for (const tlb of this.tlbsOf(event.device, event.b !== "0" && pageOf(event.b)))
				tlb.raw = nothing;
		} else if (event.name === "tlb.fill") {
			this.fill(event, tlbFill(event), event.a.length > 3 ? event.b : nothing);
		} else if (!this.fills && /^(load|store)\.value$/.test(event.name)) {
			this.fill(event, pageOf(event.a), nothing);
		}
	}

	/* The pfn is that of the spte where the event does not say it. */
	fill(event, addr, pfn) {
		this.tlb(event.device, addr).raw =
			pfn || this.rawOf(`spte ${event.device} ${addr}`) || "?";
	}

	apply(n) {
		const event = this.run.events[n];

		this.locks(event, n);
		if (event.name.startsWith("law."))
			this.law(event).raw = "broken";
		else if (event.kind === "n")
			this.device(event);
		for (const is of event.is)
			this.settle(is, is.name === "pte.is" ? pteOf(is.b) : is.b);
	}

	/* A translation of the device, held against the page and the pte. */
	translation(lane) {
		const pfn = lane.raw;

		if (pfn === "?")
			return { text: "there", look: "on" };
		if (this.rawOf(`page ${pfn}`) === "0")
			return { text: `pfn ${pfn}, freed`, look: "bad" };
		const pte = this.rawOf("pte " + lane.id.split(" ")[2]);
		if (pte !== unknown && pte.split(" ")[0] !== pfn)
			return { text: `pfn ${pfn}, not in pte`, look: "wait" };
		return { text: `pfn ${pfn}`, look: "on" };
	}

	lockValue({ holders, waiters }) {
		const text = [];

		if (holders.length)
			text.push([...new Set(holders)].join(", ") + " has it");
		if (waiters.length)
			text.push(waiters.join(", ") + (waiters.length > 1 ? " wait" : " waits"));
		return { text: text.join("; ") || "free",
			 look: waiters.length ? "wait" : holders.length ? "on" : "off" };
	}

	value(lane) {
		const raw = lane.raw;

		if (lane.group === "locks")
			return this.lockValue(raw);
		if (raw === unknown)
			return { text: "not known yet", look: "unknown" };
		if (lane.group === "laws")
			return raw ? { text: "broken", look: "bad" } : { text: "holds", look: "off" };
		if (lane.group === "pages")
			return raw === "0" ? { text: "free", look: "off" } :
				{ text: parseInt(raw, 16) + (raw === "1" ? " reference" : " references"), look: "on" };
		if (raw === nothing)
			return { text: "none", look: "off" };
		if (lane.group === "ptes")
			return { text: "pfn " + raw.replace(" ", ", "), look: "on" };
		return this.translation(lane);
	}

	look() {
		for (const lane of this.lanes.values())
			lane.values.push(this.value(lane));
	}
}

function lanesOf(run) {
	const machine = new Machine(run);

	for (let n = 0; n <= run.last; n++) {
		machine.apply(n);
		machine.look();
	}
	const lanes = [...machine.lanes.values()];
	lanes.sort((x, y) => laneGroups.indexOf(x.group) - laneGroups.indexOf(y.group) ||
		   (x.group === "laws" ? 0 : x.label < y.label ? -1 : x.label > y.label ? 1 : 0));
	return lanes;
}
