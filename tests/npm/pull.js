// Pulls every order of a store with one of the clients, one call after the other, and prints
// one line of JSON: {calls, orders, rows, listing?}.
//   node pull.js sdk|plain '{"sandbox":…,"region":…,"appKey":…,"appSecret":…,"token":…,"after":…}' [--list]
'use strict'

const [, , kind, options, list] = process.argv
const settings = JSON.parse(options)
const client = require(kind === 'sdk' ? './sdk.js' : './plain.js')(settings)

const PAGE = 100 // Lazada's largest page
const BATCH = 50 // Lazada's largest batch of items
const LAST_OFFSET = 5000

async function main() {
  const seen = new Map()
  let calls = 0
  let rows = 0
  let after = settings.after
  let offset = 0
  for (;;) {
    const page = await client.orders(settings.token, {
      update_after: after,
      sort_by: 'updated_at',
      sort_direction: 'ASC',
      limit: PAGE,
      offset,
    })
    calls++
    const fresh = page.data.orders.filter((order) => !seen.has(String(order.order_id)))
    for (let i = 0; i < fresh.length; i += BATCH) {
      const batch = fresh.slice(i, i + BATCH)
      const answer = await client.items(settings.token, batch.map((order) => order.order_id))
      calls++
      for (const entry of answer.data) {
        rows += entry.order_items.length
        seen.set(String(entry.order_id), entry.order_items.map((item) => String(item.order_item_id)))
      }
    }
    if (page.data.orders.length < PAGE) break
    offset += PAGE
    if (offset > LAST_OFFSET) {
      const last = page.data.orders[page.data.orders.length - 1].updated_at
      after = last.replace(' ', 'T').replace(/ ([+-]\d\d)(\d\d)$/, '$1:$2')
      offset = 0
    }
  }
  const result = { calls, orders: seen.size, rows }
  if (list) result.listing = Object.fromEntries(seen)
  console.log(JSON.stringify(result))
}

main().catch((error) => {
  console.error(error.message || error)
  process.exit(1)
})
