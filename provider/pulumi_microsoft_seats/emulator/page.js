"use strict";
// Everything is written as text (textContent), never as markup.
(() => {
  const PAUSE = 1000;
  const STEP = 100;
  const of = id => document.getElementById(id);
  const count = number => number.toLocaleString("en");
  const plural = (number, noun, more = `${noun}s`) => `${count(number)} ${number === 1 ? noun : more}`;
  const lists = ["seats", "requests"];
  const most = {seats: STEP, requests: STEP};
  let shown = "";
  let asked = 0;
  let timer = 0;

  const element = (name, style, ...content) => {
    const made = document.createElement(name);
    if (style) made.className = style;
    made.append(...content.filter(part => part !== null));
    return made;
  };

  // A row that has not changed stays the element it was: a selection and a scroll position keep.
  const fill = (list, items, key, draw) => {
    const there = new Map([...list.children].map(row => [row.dataset.key, row]));
    let place = list.firstElementChild;
    for (const item of items) {
      const name = key(item);
      const text = JSON.stringify(item);
      let row = there.get(name);
      there.delete(name);
      if (!row || row.dataset.text !== text) {
        const fresh = element("li", "", ...draw(item));
        fresh.dataset.key = name;
        fresh.dataset.text = text;
        if (row) {
          if (row === place) place = fresh;
          row.replaceWith(fresh);
        }
        row = fresh;
      }
      if (row === place) place = place.nextElementSibling;
      else list.insertBefore(row, place);
    }
    for (const row of there.values()) row.remove();
    list.parentElement.querySelector(".empty").hidden = items.length > 0;
  };

  const product = item => `${item.product_id}/${item.sku_id}`;
  const moment = text => new Date(text).toLocaleString("en-GB", {dateStyle: "medium", timeStyle: "medium"});

  const drawEntry = item => {
    const offline = item.license_type === "offline";
    const bar = element("div", item.held >= item.seat_capacity && item.held > 0 ? "bar full" : "bar", element("i"));
    const share = item.seat_capacity ? item.held / item.seat_capacity : Number(item.held > 0);
    bar.firstChild.style.width = `${Math.min(100, 100 * share).toFixed(2)}%`;
    bar.setAttribute("role", "img");
    bar.setAttribute("aria-label", `${count(item.held)} of ${count(item.seat_capacity)} seats held`);
    return [
      element("div", "head",
        element("code", "", product(item)),
        element("span", "tag", item.distribution_policy),
        offline ? element("span", "tag warn", "offline") : null,
        item.status === "active" ? null : element("span", "tag bad", item.status)),
      offline ? null : bar,
      element("div", "figures",
        element("span", "", offline ? "offline-licensed: has no seats" : `${count(item.held)} of ${count(item.seat_capacity)} held`),
        offline ? null : element("span", "", `${count(item.available)} free`)),
    ];
  };

  const drawSeat = item => [
    element("span", "main", item.user),
    element("span", "side", element("code", "", product(item))),
    element("time", "side", moment(item.assigned)),
  ];

  const drawRequest = item => {
    const good = item.status !== null && item.status < 400;
    const users = item.users.slice(0, 5).join(", ");
    const rest = item.users.length > 5 ? `, … and ${count(item.users.length - 5)} more` : "";
    return [
      element("span", "side number", `${item.id}`),
      element("span", "method", item.method),
      element("span", "main",
        element("code", "", item.path + (item.query ? `?${item.query}` : "")),
        item.users.length ? element("span", "users", `${item.action ?? "?"} ${count(item.users.length)}: ${users}${rest}`) : null),
      item.fault ? element("span", "tag warn", `fault: ${item.fault}`) : null,
      element("span", good ? "tag good" : item.status === null ? "tag" : "tag bad", `${item.status ?? "no answer"}`),
      element("time", "side", new Date(item.arrived).toLocaleTimeString("en-GB")),
    ];
  };

  const drawFault = item => {
    const {fault, injected, ...rest} = item;
    const details = Object.entries(rest).map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(", ");
    return [
      element("span", "tag warn", fault),
      element("code", "main", details || "every request to the service"),
      element("span", "side", `injected ${plural(injected, "time")}`),
    ];
  };

  const counted = (part, noun, searched) =>
    searched ? `${count(part.found)} of ${plural(part.all, noun)}` : plural(part.all, noun);

  const show = document_ => {
    const {inventory, seats, requests, faults} = document_;
    fill(of("inventory"), inventory.listed, product, drawEntry);
    fill(of("seats"), seats.listed, item => `${product(item)}/${item.user}`, drawSeat);
    fill(of("requests"), requests.listed, item => `${item.id}`, drawRequest);
    fill(of("faults"), faults.rules.map((rule, place) => ({...rule, place})), item => `${item.place}`,
      ({place, ...rule}) => drawFault(rule));
    const hidden = inventory.all - inventory.listed.length;
    of("inventory-count").textContent = plural(inventory.all, "entry", "entries") + (hidden ? `, the last ${count(hidden)} not shown` : "");
    of("seats-count").textContent = counted(seats, "seat", of("seats-search").value.trim());
    of("requests-count").textContent = counted(requests, "request", of("requests-search").value.trim());
    of("faults-count").textContent = faults.latency ? `every request takes ${Math.round(1000 * faults.latency)} ms at least` : "";
    of("seats-more").hidden = seats.found <= seats.listed.length;
    of("requests-more").hidden = requests.found <= requests.listed.length;
  };

  const update = async () => {
    clearTimeout(timer);
    const number = ++asked;
    const query = new URLSearchParams({
      seats: of("seats-search").value.trim(), requests: of("requests-search").value.trim(),
      mostSeats: most.seats, mostRequests: most.requests,
    });
    try {
      const answer = await fetch(`/_emulator/overview?${query}`, {cache: "no-store"});
      if (!answer.ok) throw new Error(`${answer.status}`);
      const text = await answer.text();
      // Whoever typed meanwhile asked anew, and that answer counts.
      if (number !== asked) return;
      if (text !== shown) show(JSON.parse(text));
      shown = text;
      of("state").className = "live";
      of("state").textContent = "Live: updates by itself";
    } catch {
      if (number !== asked) return;
      of("state").className = "lost";
      of("state").textContent = "The emulator does not answer; what is below may be old";
    }
    timer = setTimeout(update, document.hidden ? 10 * PAUSE : PAUSE);
  };

  const read = () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    for (const name of lists) if (wanted.has(name)) of(`${name}-search`).value = wanted.get(name);
    update();
  };

  for (const name of lists) {
    of(`${name}-search`).addEventListener("input", () => {
      most[name] = STEP;
      of(name).scrollTop = 0;
      update();
    });
    of(`${name}-more`).addEventListener("click", () => {
      most[name] = Math.min(5000, most[name] * 2);
      update();
    });
  }
  addEventListener("hashchange", read);
  document.addEventListener("visibilitychange", update);
  read();
})();
