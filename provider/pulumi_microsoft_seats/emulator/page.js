"use strict";
// Everything is written as text (textContent), never as markup.
(() => {
  const PAUSE = 1000;
  const STEP = 100;
  const of = id => document.getElementById(id);
  const count = number => number.toLocaleString("en");
  const plural = (number, noun, more = `${noun}s`) => `${count(number)} ${number === 1 ? noun : more}`;
  const lists = ["holders", "requests"];
  const most = {holders: STEP, requests: STEP};
  let signIns = false;
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

  const moment = text => text ? new Date(text).toLocaleString("en-GB", {dateStyle: "medium", timeStyle: "medium"}) : "";

  const drawProduct = item => {
    const over = item.held - item.total;
    const bar = element("div", over >= 0 && item.held > 0 ? "bar full" : "bar", element("i"));
    const share = item.total ? item.held / item.total : Number(item.held > 0);
    bar.firstChild.style.width = `${Math.min(100, 100 * share).toFixed(2)}%`;
    bar.setAttribute("role", "img");
    bar.setAttribute("aria-label", `${count(item.held)} of ${count(item.total)} held`);
    const room = over > 0 ? `${count(over)} more held than bought` : `${count(item.total - item.held)} free`;
    const groups = item.inherited ? `, ${count(item.inherited)} of them through groups` : "";
    return [
      element("div", "head",
        element("code", "", item.key),
        item.name ? element("span", "", item.name) : null,
        element("span", "tag", item.service),
        ...item.notes.map(note => element("span", "tag warn", note))),
      item.has_seats ? bar : null,
      element("div", "figures",
        element("span", "", item.has_seats ? `${count(item.held)} of ${count(item.total)} held${groups}` : "nobody can hold it"),
        item.has_seats ? element("span", "", room) : null),
    ];
  };

  const act = async (method, path, body) => {
    const answer = await fetch(`/_emulator/${path}`, {method, body});
    const refusal = of("refusal");
    refusal.textContent = answer.ok ? "" : (await answer.json()).message;
    refusal.hidden = answer.ok;
    update();
  };
  const holder = (product, user) => `holders?${new URLSearchParams({product, user})}`;

  const drawHolder = item => {
    const take = element("button", "small", "Take");
    take.type = "button";
    take.setAttribute("aria-label", `Take ${item.product} from ${item.user}`);
    take.addEventListener("click", () => act("DELETE", holder(item.product, item.user)));
    return [
      element("span", "main", item.user),
      element("span", "side", element("code", "", item.product)),
      item.plans_off.length ? element("span", "tag", `off: ${item.plans_off.join(", ")}`) : null,
      element("time", "side", moment(item.since)),
      item.through ? element("span", "side", `through ${item.through}`) : take,
    ];
  };

  const drawRequest = item => {
    const good = item.status !== null && item.status < 400;
    return [
      element("span", "side number", `${item.id}`),
      element("span", "method", item.method),
      element("span", "main",
        element("code", "", item.path + (item.query ? `?${item.query}` : "")),
        item.work ? element("span", "users", item.work) : null),
      item.failed ? element("span", "tag warn", `${count(item.failed)} failed`) : null,
      item.fault ? element("span", "tag warn", `fault: ${item.fault}`) : null,
      element("span", good ? "tag good" : item.status === null ? "tag" : "tag bad", `${item.status ?? "no answer"}`),
      element("time", "side", new Date(item.arrived).toLocaleTimeString("en-GB")),
    ];
  };

  const FAULTS = {
    "the next 3 requests are answered 503": [{fault: "status", status: 503, count: 3}],
    "the next 5 requests are throttled: 429, again in 2 seconds": [{fault: "status", status: 429, retry_after: 2, count: 5}],
    "the next answer is lost after the work was done": [{fault: "reset_after", count: 1}],
    "every third connection breaks": [{fault: "reset_before", rate: 0.33}],
    "every token has expired, once": [{fault: "expire_tokens", count: 1}],
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

  const show = document_ => {
    const {products, holders, requests, faults} = document_;
    fill(of("products"), products.listed, item => item.key, drawProduct);
    fill(of("holders"), holders.listed, item => `${item.product} ${item.user} ${item.through}`, drawHolder);
    fill(of("requests"), requests.listed, item => `${item.id}`, drawRequest);
    fill(of("faults"), faults.rules.map((rule, place) => ({...rule, place})), item => `${item.place}`,
      ({place, ...rule}) => drawFault(rule));
    const keys = products.listed.filter(item => item.has_seats).map(item => item.key);
    const choice = of("give-product");
    if (keys.join() !== [...choice.options].map(option => option.value).join()) {
      choice.replaceChildren(...keys.map(key => new Option(key, key)));
    }
    const hidden = products.all - products.listed.length;
    of("products-count").textContent = count(products.all) + (hidden ? `, the last ${count(hidden)} not shown` : "");
    of("holders-count").textContent = count(holders.found);
    of("requests-count").textContent = requests.found === requests.all ? count(requests.all) : `${count(requests.found)} of ${count(requests.all)}`;
    of("faults-count").textContent = faults.latency ? `every request takes ${Math.round(1000 * faults.latency)} ms at least` : "";
    of("clear").hidden = faults.rules.length === 0;
    of("sign-ins").hidden = requests.signIns === 0;
    of("sign-ins").textContent = `${signIns ? "Hide" : "Show"} ${plural(requests.signIns, "request")} to Entra`;
    of("holders-more").hidden = holders.found <= holders.listed.length;
    of("requests-more").hidden = requests.found <= requests.listed.length;
  };

  const update = async () => {
    clearTimeout(timer);
    const number = ++asked;
    const query = new URLSearchParams({
      holders: of("holders-search").value.trim(), requests: of("requests-search").value.trim(),
      mostHolders: most.holders, mostRequests: most.requests,
    });
    if (signIns) query.set("signIns", "");
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
  of("give").addEventListener("submit", event => {
    event.preventDefault();
    act("PUT", holder(of("give-product").value, of("give-user").value.trim()));
  });
  of("fault").replaceChildren(...Object.keys(FAULTS).map(name => new Option(name, name)));
  of("inject").addEventListener("submit", event => {
    event.preventDefault();
    act("PUT", "faults", JSON.stringify({rules: FAULTS[of("fault").value]}));
  });
  of("clear").addEventListener("click", () => act("DELETE", "faults"));
  of("sign-ins").addEventListener("click", () => {
    signIns = !signIns;
    of("sign-ins").setAttribute("aria-pressed", signIns);
    update();
  });
  addEventListener("hashchange", read);
  document.addEventListener("visibilitychange", update);
  read();
})();
