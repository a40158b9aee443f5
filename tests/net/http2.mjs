// http2.mjs - a service on loopback that speaks HTTP/2 and counts connections
//
//   http2.mjs CERT KEY     prints its port; ends when its standard input does
import { createSecureServer } from 'node:http2'
import { readFileSync } from 'node:fs'

const [cert, key] = process.argv.slice(2, 4).map(path => readFileSync(path))
let connections = 0
const server = createSecureServer({ cert, key, allowHTTP1: true },
	(request, response) => setTimeout(() => response.end(
		`HTTP/${request.httpVersion}, connections: ${connections}`), 20))
server.on('secureConnection', () => connections++)
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.resume().on('end', () => process.exit())
