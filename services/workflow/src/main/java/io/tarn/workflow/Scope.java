package io.tarn.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What paths and expressions see besides the input: the context object and the variables. */
record Scope(JsonNode context, ObjectNode variables) {}
