package io.tarn.protocol;

import static java.util.Objects.requireNonNull;

import io.tarn.api.Member;
import io.tarn.api.OperationModel;
import io.tarn.api.ServiceModel;
import io.tarn.api.Services;
import java.util.ArrayList;
import java.util.List;

/** Every operation with records, in every protocol that a client may use for it. */
record WireForms(ServiceModel service, OperationModel<?, ?> operation, Protocol protocol) {
  static List<WireForms> all() {
    List<WireForms> all = new ArrayList<>();
    for (String name : Services.names()) {
      ServiceModel service = requireNonNull(Services.find(name));
      for (OperationModel<?, ?> operation : service.operations()) {
        for (Protocol protocol : protocols(service)) {
          all.add(new WireForms(service, operation, protocol));
        }
      }
    }
    return all;
  }

  private static List<Protocol> protocols(ServiceModel service) {
    List<Protocol> protocols = new ArrayList<>();
    if (service.protocol().startsWith("rest")) {
      protocols.add(Requests.preferred(service));
    } else if (!service.targetPrefix().isEmpty()) {
      protocols.add(JsonRpc.JSON_1_0);
      protocols.add(JsonRpc.JSON_1_1);
      protocols.add(JsonRpc.CBOR_1_1);
      protocols.add(JsonRpc.RPC_V2_CBOR);
    }
    if (service.protocol().equals("query") || service.isQueryCompatible()) {
      protocols.add(Query.AWS);
    }
    return protocols;
  }

  /** Event streams are framed elsewhere. */
  boolean answersEvents() {
    for (Member member : operation.output().members()) {
      if (member.type().kind() == io.tarn.api.Type.Kind.STRUCTURE
          && member.type().structure().isEventStream()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return operation + " in " + protocol.name();
  }
}
