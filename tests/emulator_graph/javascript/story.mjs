// What Microsoft's JavaScript client makes of the emulator's Graph: one JSON object on standard output.
import { createRequire } from "node:module";

const { BatchRequestContent, BatchResponseContent, Client, PageIterator } = createRequire(
  `${process.env.PACKAGES}/`,
)("@microsoft/microsoft-graph-client");

const { GRAPH_ORIGIN, GRAPH_TOKEN, SKU, OTHER_SKU } = process.env;
const client = Client.init({
  baseUrl: `${GRAPH_ORIGIN}/`,
  defaultVersion: "v1.0",
  customHosts: new Set([new URL(GRAPH_ORIGIN).hostname]),
  authProvider: (done) => done(null, GRAPH_TOKEN),
});
const holders = `assignedLicenses/any(x:x/skuId eq ${SKU})`;

async function list() {
  const page = await client.api("/users").select(["id", "userPrincipalName"]).top(2).get();
  return page.value.length;
}

async function pages() {
  const headers = { ConsistencyLevel: "eventual" };
  const first = await client
    .api("/users").headers(headers).filter(holders).count(true)
    .select("userPrincipalName").top(1).get();
  const names = [];
  const collect = (user) => names.push(user.userPrincipalName) > 0;
  await new PageIterator(client, first, collect, { headers }).iterate();
  return { counted: first["@odata.count"], names: names.sort() };
}

async function forgottenHeader() {
  const headers = { ConsistencyLevel: "eventual" };
  const first = await client.api("/users").headers(headers).filter(holders).count(true).top(1).get();
  try {
    await new PageIterator(client, first, () => true).iterate();
    return "read to the end";
  } catch (error) {
    return { status: error.statusCode, code: error.code };
  }
}

const order = (add, remove) => ({
  addLicenses: add.map((skuId) => ({ skuId, disabledPlans: [] })),
  removeLicenses: remove,
});
const assign = (user, add, remove) =>
  client.api(`/users/${user}/assignLicense`).post(order(add, remove));

async function assignAndRemove() {
  const given = await assign("edith@contoso.com", [SKU], []);
  const swapped = await assign("edith@contoso.com", [OTHER_SKU], [SKU]);
  const taken = await assign("edith@contoso.com", [], [OTHER_SKU]);
  return [given, swapped, taken].map((user) => user.assignedLicenses.map((each) => each.skuId));
}

async function failure() {
  try {
    await assign("mary@contoso.com", [SKU], []);
    return "given";
  } catch (error) {
    return {
      status: error.statusCode,
      code: error.code,
      message: error.message,
      requestId: typeof error.requestId === "string" && error.requestId.length,
      dated: error.date instanceof Date && !Number.isNaN(error.date.valueOf()),
    };
  }
}

const post = (path, body) =>
  new Request(`https://graph.microsoft.com/v1.0${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

async function send(steps) {
  const content = await new BatchRequestContent(steps).getContent();
  const answers = new BatchResponseContent(await client.api("/$batch").post(content));
  const statuses = steps.map(({ id }) => answers.getResponseById(id).status);
  return { content, answers, statuses };
}

async function batch() {
  const { content, answers, statuses } = await send([
    { id: "1", request: post("/users/edith@contoso.com/assignLicense", order([SKU], [])) },
    { id: "2", request: post("/users/mary@contoso.com/assignLicense", order([SKU], [])) },
    { id: "3", request: new Request("https://graph.microsoft.com/v1.0/subscribedSkus") },
  ]);
  const skus = await answers.getResponseById("3").json();
  return { sent: content.requests.map((each) => each.url), statuses, skus: skus.value.length };
}

// The client lets each step depend on the one before, and on no other.
async function sequence() {
  const { statuses } = await send([
    { id: "1", request: post("/users/edith@contoso.com/assignLicense", order([], [SKU])) },
    {
      id: "2",
      request: post("/users/mary@contoso.com/assignLicense", order([SKU], [])),
      dependsOn: ["1"],
    },
    {
      id: "3",
      request: post("/users/edith@contoso.com/assignLicense", order([SKU], [])),
      dependsOn: ["2"],
    },
  ]);
  return statuses;
}

const story = {};
for (const chapter of [list, pages, forgottenHeader, assignAndRemove, failure, batch, sequence]) {
  story[chapter.name] = await chapter();
}
process.stdout.write(JSON.stringify(story));
