// A client without any SDK: Node's http and JSON.parse.
'use strict'

const crypto = require('crypto')
const http = require('http')

module.exports = function client({ sandbox, region, appKey, appSecret }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })

  function sign(path, parameters) {
    const text = Object.keys(parameters).sort().reduce((s, k) => s + k + parameters[k], path)
    return crypto.createHmac('sha256', appSecret).update(text).digest('hex').toUpperCase()
  }

  function get(path, token, payload) {
    const parameters = {
      ...payload,
      app_key: appKey,
      access_token: token,
      sign_method: 'sha256',
      timestamp: String(Date.now()),
    }
    parameters.sign = sign(path, parameters)
    const url = `${sandbox}/${region}/rest${path}?${new URLSearchParams(parameters)}`
    return new Promise((resolve, reject) => {
      http.get(url, { agent }, (answer) => {
        const chunks = []
        answer.on('data', (chunk) => chunks.push(chunk))
        answer.on('end', () => {
          const body = JSON.parse(Buffer.concat(chunks).toString('utf8'))
          body.code === '0' ? resolve(body) : reject(new Error(`${path}: ${body.code} ${body.message}`))
        })
        answer.on('error', reject)
      }).on('error', reject)
    })
  }

  return {
    orders: (token, payload) => get('/orders/get', token, payload),
    items: (token, ids) => get('/orders/items/get', token, { order_ids: JSON.stringify(ids) }),
  }
}
