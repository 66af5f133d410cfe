import { isIP } from 'node:net';
import { z } from 'zod';
import { interfaceNamePattern } from '#shared/model/network';
