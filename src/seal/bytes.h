/* bytes.h - fixed-width little-endian numbers, for the layouts of this layer
 *
 * Each function returns the place after what it wrote or read. */
#ifndef CONNVAULT_SEAL_BYTES_H
#define CONNVAULT_SEAL_BYTES_H

#include <stdint.h>
#include <string.h>

static inline uint8_t *put_bytes(uint8_t *at, const void *from, size_t len)
{
	memcpy(at, from, len);
	return at + len;
}

static inline uint8_t *put_u8(uint8_t *at, uint8_t number)
{
	*at = number;
	return at + 1;
}

static inline uint8_t *put_u32(uint8_t *at, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(number >> 8 * i);
	return at + 4;
}

static inline uint8_t *put_u64(uint8_t *at, uint64_t number)
{
	for (int i = 0; i < 8; i++)
		at[i] = (uint8_t)(number >> 8 * i);
	return at + 8;
}

static inline const uint8_t *get_bytes(const uint8_t *at, void *to, size_t len)
{
	memcpy(to, at, len);
	return at + len;
}

static inline const uint8_t *get_u32(const uint8_t *at, uint32_t *number)
{
	*number = 0;
	for (int i = 0; i < 4; i++)
		*number |= (uint32_t)at[i] << 8 * i;
	return at + 4;
}

static inline const uint8_t *get_u64(const uint8_t *at, uint64_t *number)
{
	*number = 0;
	for (int i = 0; i < 8; i++)
		*number |= (uint64_t)at[i] << 8 * i;
	return at + 8;
}

#endif
